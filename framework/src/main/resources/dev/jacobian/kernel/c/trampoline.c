/*
 * How Java without foreign functions reaches kernels: by methods whose arguments are numbers. No
 * header is included: what is used of the tables of Java's native interface is declared here.
 */
typedef __INT32_TYPE__ jint;
typedef __INT64_TYPE__ jlong;

extern void *dlopen(const char *path, int mode);
extern void *dlsym(void *library, const char *name);

/* Undefined symbols are an error at once, not when they are called. */
#define RTLD_NOW 2

/* The number of GetDirectBufferAddress in the table of functions, which never changes. */
#define GET_DIRECT_BUFFER_ADDRESS 230

typedef void *(*address_of)(void *env, void *buffer);
typedef int (*kernel)(jlong *numbers, jlong part);

__attribute__((visibility("default"))) jlong
Java_dev_jacobian_kernel_c_Trampoline_address(void *env, void *type, void *buffer) {
  address_of function = (address_of) (*(void ***) env)[GET_DIRECT_BUFFER_ADDRESS];
  return (jlong) function(env, buffer);
}

__attribute__((visibility("default"))) jlong
Java_dev_jacobian_kernel_c_Trampoline_open(void *env, void *type, jlong path) {
  return (jlong) dlopen((const char *) path, RTLD_NOW);
}

__attribute__((visibility("default"))) jlong
Java_dev_jacobian_kernel_c_Trampoline_find(void *env, void *type, jlong library, jlong name) {
  return (jlong) dlsym((void *) library, (const char *) name);
}

__attribute__((visibility("default"))) jint
Java_dev_jacobian_kernel_c_Trampoline_call(
    void *env, void *type, jlong function, jlong numbers, jlong part) {
  return ((kernel) function)((jlong *) numbers, part);
}
