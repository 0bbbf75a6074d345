// libpng reports errors by longjmp, which must never unwind Swift frames. Everything that can fail therefore happens inside
// `carry_png_encode`, whose setjmp lives and dies in C.
#pragma once

#include <png.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// One piece of provenance: a keyword and its text. `international` chooses iTXt (UTF-8) over tEXt (Latin-1).
typedef struct {
  const char *keyword;
  const char *text;
  int international;
} carry_png_text;

/// The encoded file, growing while libpng writes; `message` holds the reason of a failure.
typedef struct {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
  char message[128];
} carry_png_output;

static inline void carry_png_release(carry_png_output *output) {
  free(output->bytes);
  output->bytes = NULL;
  output->count = output->capacity = 0;
}

static void carry_png_fail(png_structp png, png_const_charp message) {
  carry_png_output *output = (carry_png_output *)png_get_error_ptr(png);
  strncpy(output->message, message, sizeof output->message - 1);
  output->message[sizeof output->message - 1] = 0;
  png_longjmp(png, 1);
}

static void carry_png_ignore_warning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void carry_png_append(png_structp png, png_bytep bytes, size_t count) {
  carry_png_output *output = (carry_png_output *)png_get_io_ptr(png);
  if (count > SIZE_MAX / 2 - output->count) png_error(png, "the image is too large");
  size_t needed = output->count + count;
  if (needed > output->capacity) {
    size_t capacity = needed * 2;
    uint8_t *grown = (uint8_t *)realloc(output->bytes, capacity);
    if (!grown) png_error(png, "out of memory");
    output->bytes = grown;
    output->capacity = capacity;
  }
  memcpy(output->bytes + output->count, bytes, count);
  output->count = needed;
}

static void carry_png_flush(png_structp png) { (void)png; }

/// Encodes 8-bit RGB rows (`3 * width` bytes each, top first). Returns 1, or 0 with `output->message` set and nothing allocated.
__attribute__((noinline, unused)) static int carry_png_encode(
    const uint8_t *rgb, uint32_t width, uint32_t height, uint32_t pixels_per_metre, const carry_png_text *texts, int text_count,
    carry_png_output *output) {
  memset(output, 0, sizeof *output);
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, output, carry_png_fail, carry_png_ignore_warning);
  if (!png) {
    strcpy(output->message, "libpng does not match its headers, or memory is short");
    return 0;
  }
  png_infop info = png_create_info_struct(png);
  if (!info || setjmp(png_jmpbuf(png))) {
    if (!info) strcpy(output->message, "out of memory");
    png_destroy_write_struct(&png, &info);
    carry_png_release(output);
    return 0;
  }
  png_set_write_fn(png, output, carry_png_append, carry_png_flush);
  // Level 9 takes four to five times as long for files that are 4% smaller.
  png_set_compression_level(png, 7);
  // Flat areas repeat exactly and compress best as they are: a fifth smaller, and faster, than with libpng's choice of filters.
  png_set_filter(png, 0, PNG_FILTER_NONE);
  png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
  png_set_pHYs(png, info, pixels_per_metre, pixels_per_metre, PNG_RESOLUTION_METER);
  for (int i = 0; i < text_count; i++) {
    png_text text;
    memset(&text, 0, sizeof text);
    text.compression = texts[i].international ? PNG_ITXT_COMPRESSION_NONE : PNG_TEXT_COMPRESSION_NONE;
    text.key = (png_charp)texts[i].keyword;
    text.text = (png_charp)texts[i].text;
    text.text_length = texts[i].international ? 0 : strlen(texts[i].text);
    text.itxt_length = texts[i].international ? strlen(texts[i].text) : 0;
    png_set_text(png, info, &text, 1);
  }
  png_write_info(png, info);
  for (uint32_t row = 0; row < height; row++) png_write_row(png, rgb + (size_t)row * width * 3);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return 1;
}
