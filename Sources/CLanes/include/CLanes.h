// Vector operations that Swift's standard library spells lane by lane, in a form that becomes instructions on whole vectors.
//
// `SIMD.addingProduct` promises one rounding everywhere and calls libm's `fmaf` for every lane where the processor has no such
// instruction; here it then multiplies and adds. `SIMD.squareRoot` tests every lane for negative numbers on behalf of `errno`.
// `lowHalf` and `highHalf` copy lanes instead of naming half a register.
#pragma once

typedef float carry_float16 __attribute__((ext_vector_type(16)));
typedef int carry_int16 __attribute__((ext_vector_type(16)));
typedef double carry_double8 __attribute__((ext_vector_type(8)));

#define CARRY_VECTOR static inline __attribute__((always_inline, const))

#pragma clang diagnostic push
// How vectors wider than a register are passed does not matter: these functions are always inlined.
#pragma clang diagnostic ignored "-Wpsabi"

// Not left to the compiler's contraction: it would round once what it knows beforehand, and twice what it does not.
#if defined(__FMA__) || defined(__FP_FAST_FMAF)
enum { carry_has_fused_multiply_add = 1 };
#define CARRY_ADD_PRODUCT(sum, a, b) __builtin_elementwise_fma(a, b, sum)
#else
enum { carry_has_fused_multiply_add = 0 };
#define CARRY_ADD_PRODUCT(sum, a, b) ((sum) + (a) * (b))
#endif

/// `sum + a * b` of sixteen floats: rounded once by processors with a fused multiply-add, twice by others.
CARRY_VECTOR carry_float16 carry_add_product_float16(carry_float16 sum, carry_float16 a, carry_float16 b) {
#pragma STDC FP_CONTRACT OFF
  return CARRY_ADD_PRODUCT(sum, a, b);
}

/// `sum + a * b` of eight doubles: rounded once by processors with a fused multiply-add, twice by others.
CARRY_VECTOR carry_double8 carry_add_product_double8(carry_double8 sum, carry_double8 a, carry_double8 b) {
#pragma STDC FP_CONTRACT OFF
  return CARRY_ADD_PRODUCT(sum, a, b);
}

/// The square roots of sixteen floats, correctly rounded; NaN of negative numbers.
CARRY_VECTOR carry_float16 carry_square_root_float16(carry_float16 x) { return __builtin_elementwise_sqrt(x); }

/// The square roots of eight doubles, correctly rounded; NaN of negative numbers.
CARRY_VECTOR carry_double8 carry_square_root_double8(carry_double8 x) { return __builtin_elementwise_sqrt(x); }

/// The sum of sixteen floats: the upper half is added to the lower, eight, four, two lanes at a time.
CARRY_VECTOR float carry_sum_float16(carry_float16 x) {
  __auto_type eight = x.lo + x.hi;
  __auto_type four = eight.lo + eight.hi;
  __auto_type two = four.lo + four.hi;
  return two.x + two.y;
}

/// The sum of eight doubles: the upper half is added to the lower, four, two lanes at a time.
CARRY_VECTOR double carry_sum_double8(carry_double8 x) {
  __auto_type four = x.lo + x.hi;
  __auto_type two = four.lo + four.hi;
  return two.x + two.y;
}

/// In every lane the entry of a table of sixteen floats that the lane's index names, by its lowest four bits.
CARRY_VECTOR carry_float16 carry_look_up_float16(carry_float16 table, carry_int16 index) {
#ifdef __AVX512F__
  return __builtin_ia32_permvarsf512(table, index);
#else
  carry_float16 values;
  for (int lane = 0; lane < 16; ++lane) values[lane] = table[index[lane] & 15];
  return values;
#endif
}

/// Tells the processor that this is a loop that waits, so that a thread sharing the core gets on faster.
static inline __attribute__((always_inline)) void carry_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __builtin_arm_yield();
#endif
}

#pragma clang diagnostic pop
#undef CARRY_ADD_PRODUCT
#undef CARRY_VECTOR
