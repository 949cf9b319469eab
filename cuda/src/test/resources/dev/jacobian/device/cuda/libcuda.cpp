/*
 * libcuda.so.1 without a GPU: what the adapter calls of the driver, with the driver's names, types
 * and numbers of errors. It does as late as it may what is put into a stream, so that who forgets to
 * wait reads what was there before; new memory holds NaN, and around each allocation lie bytes that
 * no kernel may change. Two streams may use the same allocation only in an order that the program
 * has seen to: each stream, and the program, knows how far it is behind each stream. An error that a
 * kernel makes stays, as on a device.
 */
#include "cuda_devices.h"
#include "cuda_graphs.h"
#include "cuda_memory.h"
#include "cuda_tests.h"
