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
static inline hid_t chdf5_stored_float64(void) { return H5T_IEEE_F64LE; }

/// IEEE 754's half precision, which HDF5 has no name for before 1.14.4. Made once and kept.
static inline hid_t chdf5_stored_float16(void) {
  static hid_t type = -1;
  if (type < 0) {
    hid_t made = H5Tcopy(H5T_IEEE_F32LE);
    if (made < 0) return made;
    if (H5Tset_fields(made, 15, 10, 5, 0, 10) < 0 || H5Tset_size(made, 2) < 0 || H5Tset_ebias(made, 15) < 0) {
      H5Tclose(made);
      return -1;
    }
    type = made;
  }
  return type;
}

// Types as they stand in memory: the library converts where the machine differs.
static inline hid_t chdf5_native_uint8(void) { return H5T_NATIVE_UINT8; }
static inline hid_t chdf5_native_int32(void) { return H5T_NATIVE_INT32; }
static inline hid_t chdf5_native_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t chdf5_native_uint64(void) { return H5T_NATIVE_UINT64; }
static inline hid_t chdf5_native_float32(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t chdf5_native_float64(void) { return H5T_NATIVE_DOUBLE; }

static inline hsize_t chdf5_unlimited(void) { return H5S_UNLIMITED; }

/// Zstandard's place among the filters that are registered with the HDF Group.
static inline H5Z_filter_t chdf5_zstandard(void) { return 32015; }

/// 1 if the link is a hard link, 0 if it is another kind (it may lead out of the file), negative on failure.
static inline int chdf5_is_hard_link(hid_t group, const char *name) {
  H5L_info_t info;
  if (H5Lget_info(group, name, &info, H5P_DEFAULT) < 0) return -1;
  return info.type == H5L_TYPE_HARD ? 1 : 0;
}

/// Takes a link's name; 0 to go on, otherwise the visit ends with that result.
typedef int (*chdf5_name_visitor)(const char *name, void *context);

struct chdf5_visit {
  chdf5_name_visitor visitor;
  void *context;
};

static inline herr_t chdf5_visit_link(hid_t group, const char *name, const H5L_info_t *info, void *visit) {
  (void)group;
  (void)info;
  struct chdf5_visit *v = (struct chdf5_visit *)visit;
  return v->visitor(name, v->context);
}

/// Visits the names in a group, in the order of an index as it lies in the file: asked for any other order, or for one name
/// after the other, HDF5 1.10 makes a table first, and crashes over one that it could not make of a damaged group.
static inline int chdf5_visit_names(hid_t group, H5_index_t index, chdf5_name_visitor visitor, void *context) {
  struct chdf5_visit visit = {visitor, context};
  hsize_t next = 0;
  return H5Literate(group, index, H5_ITER_NATIVE, &next, chdf5_visit_link, &visit);
}
