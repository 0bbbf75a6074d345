#pragma once
#include <hdf5.h>
#include <hdf5_hl.h>

// HDF5's constants are macros that first initialise the library ("(H5open(), H5T_NATIVE_FLOAT_g)"), which Swift cannot
// import, and some functions are macros that select a version. Both become functions here. Like every function of
// HDF5, those that call H5open must run under the one lock of `Library`: the library as most systems build it is not
// thread-safe.

static inline hid_t chdf5_default(void) { return H5P_DEFAULT; }
static inline hid_t chdf5_whole_dataset(void) { return H5S_ALL; }
static inline hid_t chdf5_error_stack(void) { return H5E_DEFAULT; }

static inline unsigned chdf5_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned chdf5_read_write(void) { return H5F_ACC_RDWR; }
static inline unsigned chdf5_truncate(void) { return H5F_ACC_TRUNC; }

static inline unsigned chdf5_every_object(void) { return H5F_OBJ_ALL; }

static inline hid_t chdf5_file_creation(void) { return H5P_FILE_CREATE; }
static inline hid_t chdf5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t chdf5_group_creation(void) { return H5P_GROUP_CREATE; }
static inline hid_t chdf5_dataset_creation(void) { return H5P_DATASET_CREATE; }

static inline unsigned chdf5_track_and_index_order(void) { return H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED; }

static inline hid_t chdf5_string(void) { return H5T_C_S1; }
static inline size_t chdf5_variable_length(void) { return H5T_VARIABLE; }

// Types as they stand in the file: the same bytes on every machine.
static inline hid_t chdf5_stored_uint8(void) { return H5T_STD_U8LE; }
static inline hid_t chdf5_stored_int32(void) { return H5T_STD_I32LE; }
static inline hid_t chdf5_stored_int64(void) { return H5T_STD_I64LE; }
static inline hid_t chdf5_stored_uint64(void) { return H5T_STD_U64LE; }
static inline hid_t chdf5_stored_float32(void) { return H5T_IEEE_F32LE; }

// Types as they stand in memory: the library converts where the machine differs.
static inline hid_t chdf5_native_uint8(void) { return H5T_NATIVE_UINT8; }
static inline hid_t chdf5_native_int32(void) { return H5T_NATIVE_INT32; }
static inline hid_t chdf5_native_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t chdf5_native_uint64(void) { return H5T_NATIVE_UINT64; }
static inline hid_t chdf5_native_float32(void) { return H5T_NATIVE_FLOAT; }

/// 1 if the link is a hard link, 0 if it is another kind (it may lead out of the file), negative on failure.
static inline int chdf5_is_hard_link(hid_t group, const char *name) {
  H5L_info_t info;
  if (H5Lget_info(group, name, &info, H5P_DEFAULT) < 0) return -1;
  return info.type == H5L_TYPE_HARD ? 1 : 0;
}
