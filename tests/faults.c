// SPDX-License-Identifier: MIT
// System calls that fail on order, for LD_PRELOAD: those on files in one folder, from the n-th on.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ONCE = 0, ALWAYS = 1, KILL = 2 };

static char folder[PATH_MAX], wanted[16];
static long nth, seen;
static int armed, number, how;

// `call`: one of the names below, or "any".
void faults_arm(const char* in, const char* call, long n, int error, int mode) {
  snprintf(folder, sizeof folder, "%s", in);
  snprintf(wanted, sizeof wanted, "%s", call);
  nth = n, seen = 0, number = error, how = mode, armed = 1;
}

long faults_disarm(void) {
  armed = 0;
  return seen;
}

static int fails(const char* call, const char* path) {
  if (!armed || strncmp(path, folder, strlen(folder)) != 0) return 0;
  if (strcmp(wanted, "any") != 0 && strcmp(wanted, call) != 0) return 0;
  ++seen;
  if (seen < nth || (seen > nth && how == ONCE)) return 0;
  if (how == KILL) kill(getpid(), SIGKILL);
  errno = number;
  return 1;
}

static int fails_on(const char* call, int file) {
  if (!armed) return 0;
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return fails(call, path);
}

#define REAL(type, name, ...) ((type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))

#define OPEN(name)                                                      \
  int name(const char* path, int flags, ...) {                          \
    va_list rest;                                                       \
    va_start(rest, flags);                                              \
    int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, int) : 0; \
    va_end(rest);                                                       \
    if (fails("open", path)) return -1;                                 \
    return REAL(int, name, const char*, int, ...)(path, flags, mode);   \
  }
OPEN(open)
OPEN(open64)

ssize_t write(int file, const void* data, size_t size) {
  if (fails_on("write", file)) {
    // A disk that fills up takes a part first.
    if (how == ALWAYS && seen == nth && size > 1)
      return REAL(ssize_t, write, int, const void*, size_t)(file, data, size / 2);
    return -1;
  }
  return REAL(ssize_t, write, int, const void*, size_t)(file, data, size);
}

#define ON_FILE(call, name)              \
  int name(int file) {                   \
    if (fails_on(call, file)) return -1; \
    return REAL(int, name, int)(file);   \
  }
ON_FILE("fsync", fsync)
ON_FILE("fsync", fdatasync)

int close(int file) {
  struct stat about;
  // Of a folder nothing is lost.
  int failed = armed && !fstat(file, &about) && S_ISREG(about.st_mode) && fails_on("close", file);
  int result = REAL(int, close, int)(file);
  if (failed) errno = number;
  return failed ? -1 : result;
}

int rename(const char* from, const char* to) {
  if (fails("rename", from)) return -1;
  return REAL(int, rename, const char*, const char*)(from, to);
}

int chmod(const char* path, mode_t mode) {
  if (fails("chmod", path)) return -1;
  return REAL(int, chmod, const char*, mode_t)(path, mode);
}

int fchmodat(int at, const char* path, mode_t mode, int flags) {
  if (fails("chmod", path)) return -1;
  return REAL(int, fchmodat, int, const char*, mode_t, int)(at, path, mode, flags);
}
