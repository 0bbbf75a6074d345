#pragma once
#include <sqlite3.h>

/// Binds a text or a blob that SQLite copies: Swift does not see the macro SQLITE_TRANSIENT.
static inline int carryscope_sqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, int count) {
  return sqlite3_bind_text(statement, index, text, count, SQLITE_TRANSIENT);
}
static inline int carryscope_sqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int count) {
  return sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}

/// Sets a switch of a connection: Swift does not see functions with variable arguments.
static inline int carryscope_sqlite_set(sqlite3 *database, int option, int value) {
  return sqlite3_db_config(database, option, value, (int *)0);
}
