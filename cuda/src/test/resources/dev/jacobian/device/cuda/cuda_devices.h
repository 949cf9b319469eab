/* Which devices there are, and what their errors are called. */
#pragma once

#include "cuda_state.h"

namespace {
int64_t devices() { return setting("devices", 1); }
}  // namespace

extern "C" {
int cuInit(unsigned) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  int error = injected("cuInit");
  if (!error && devices() == 0) {
    error = NO_DEVICE;
  }
  isInitialized = !error;
  return error;
}

int cuDriverGetVersion(int *version) {
  *version = (int) setting("driver", 13000);
  return injected("cuDriverGetVersion");
}

int cuGetErrorName(int error, const char **name) {
  static const std::map<int, const char *> names = {
      {INVALID_VALUE, "CUDA_ERROR_INVALID_VALUE"},
      {OUT_OF_MEMORY, "CUDA_ERROR_OUT_OF_MEMORY"},
      {NOT_INITIALIZED, "CUDA_ERROR_NOT_INITIALIZED"},
      {NO_DEVICE, "CUDA_ERROR_NO_DEVICE"},
      {INVALID_DEVICE, "CUDA_ERROR_INVALID_DEVICE"},
      {INVALID_IMAGE, "CUDA_ERROR_INVALID_IMAGE"},
      {INVALID_CONTEXT, "CUDA_ERROR_INVALID_CONTEXT"},
      {MISALIGNED_ADDRESS, "CUDA_ERROR_MISALIGNED_ADDRESS"},
      {209, "CUDA_ERROR_NO_BINARY_FOR_GPU"},
      {222, "CUDA_ERROR_UNSUPPORTED_PTX_VERSION"},
      {INVALID_HANDLE, "CUDA_ERROR_INVALID_HANDLE"},
      {NOT_FOUND, "CUDA_ERROR_NOT_FOUND"},
      {ILLEGAL_ADDRESS, "CUDA_ERROR_ILLEGAL_ADDRESS"},
      {LAUNCH_FAILED, "CUDA_ERROR_LAUNCH_FAILED"},
      {803, "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH"}};
  auto found = names.find(error);
  *name = found == names.end() ? 0 : found->second;
  return *name ? 0 : INVALID_VALUE;
}

/* Says of a kernel's error what the emulator knows of it. */
int cuGetErrorString(int error, const char **text) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  *text = error == sticky && !problem.empty() ? problem.c_str() : "as the driver describes it";
  return 0;
}

int cuDeviceGetCount(int *count) {
  BEGIN(false)
  *count = (int) devices();
  return 0;
}

int cuDeviceGet(int *device, int ordinal) {
  BEGIN(false)
  *device = ordinal;
  return ordinal < devices() ? 0 : INVALID_DEVICE;
}

int cuDeviceGetName(char *name, int length, int) {
  BEGIN(false)
  strncpy(name, "emulated device", length);
  return 0;
}

int cuDeviceTotalMem_v2(size_t *bytes, int) {
  BEGIN(false)
  *bytes = setting("memory", 1 << 30);
  return 0;
}

int cuDeviceGetAttribute(int *value, int attribute, int) {
  BEGIN(false)
  switch (attribute) {
    case 16:
      *value = 1;
      return 0;
    case 75:
      *value = (int) setting("major", 9);
      return 0;
    case 76:
      *value = (int) setting("minor", 0);
      return 0;
    default:
      return INVALID_VALUE;
  }
}

int cuDevicePrimaryCtxRetain(Context **context, int device) {
  BEGIN(false)
  Context *&known = contexts[device];
  if (!known) {
    known = new Context{device};
  }
  *context = known;
  return 0;
}

int cuCtxSetCurrent(Context *context) {
  BEGIN(false)
  current = context;
  return 0;
}
}
