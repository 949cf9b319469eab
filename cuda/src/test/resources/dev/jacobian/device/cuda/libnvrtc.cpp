/*
 * libnvrtc.so without NVIDIA's compiler: makes of CUDA C, by g++ and a header, a library that the
 * emulated driver loads as a module.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include "device.h"

namespace {
const char HEADER[] =
#include "emulator_text.h"
    ;

const int ARCHITECTURES[] = {75, 80, 86, 87, 88, 89, 90, 100, 103, 110, 120, 121};
const int MANY = sizeof ARCHITECTURES / sizeof ARCHITECTURES[0];

enum { INVALID_INPUT = 3, INVALID_OPTION = 5, COMPILATION = 6 };

struct Program {
  std::string source, image, log;
};

std::string read(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/* Adds a function for each kernel that is called with the address of its argument, and the source itself. */
std::string callable(const std::string &source) {
  std::string all = HEADER + source + "\nextern \"C\" const char emulated_source[] = R\"~~(" + source + ")~~\";\n";
  for (const char *pattern : {"__global__ void (\\w+)\\(", "RANDOM\\((\\w+), "}) {
    std::regex kernel(pattern);
    for (std::sregex_iterator i(source.begin(), source.end(), kernel), end; i != end; ++i) {
      std::string name = (*i)[1];
      if (name != "name") {
        all += "extern \"C\" void call_" + name + "(const void *argument) { emulated_call(" + name
            + ", argument); }\nextern \"C\" const unsigned long size_" + name + " = emulated_size(" + name + ");\n";
      }
    }
  }
  size_t kernel = source.find("__global__");
  bool waits = kernel != std::string::npos && source.find("block_", kernel) != std::string::npos;
  return all + "extern \"C\" const int emulated_waits = " + (waits ? "1" : "0") + ";\n";
}
}  // namespace

extern "C" {
int nvrtcVersion(int *major, int *minor) {
  *major = 13;
  *minor = (int) setting("nvrtcMinor", 0);
  return injected("nvrtcVersion");
}

int nvrtcGetNumSupportedArchs(int *count) {
  *count = MANY;
  return 0;
}

int nvrtcGetSupportedArchs(int *architectures) {
  memcpy(architectures, ARCHITECTURES, sizeof ARCHITECTURES);
  return 0;
}

const char *nvrtcGetErrorString(int error) {
  return error == COMPILATION ? "NVRTC_ERROR_COMPILATION" : "NVRTC_ERROR";
}

int nvrtcCreateProgram(
    Program **program, const char *source, const char *, int headers, const char *const *, const char *const *) {
  *program = new Program{source, "", ""};
  return headers == 0 ? 0 : INVALID_INPUT;
}

int nvrtcDestroyProgram(Program **program) {
  delete *program;
  *program = 0;
  return 0;
}

int nvrtcCompileProgram(Program *program, int count, const char *const *options) {
  int error = injected("nvrtcCompileProgram");
  std::set<std::string> given(options, options + count);
  bool isKnown = false;
  for (int architecture : ARCHITECTURES) {
    for (const char *kind : {"sm_", "compute_"}) {
      isKnown |= given.count("--gpu-architecture=" + (kind + std::to_string(architecture))) > 0;
    }
  }
  if (error || !isKnown || !given.count("--fmad=false")) {
    return error ? error : INVALID_OPTION;
  }
  char folder[] = "/tmp/emulated-XXXXXX";
  if (!mkdtemp(folder)) {
    return 1;
  }
  std::string at = folder, in = at + "/code.cpp", out = at + "/code.so", log = at + "/log";
  std::ofstream(in) << callable(program->source);
  // NVIDIA's compiler takes it that no signed number overflows, and has no option that says otherwise.
  std::string command =
      "g++ -std=c++17 -O1 -shared -fPIC -w -pipe -ffp-contract=off -fno-strict-aliasing -fno-exceptions"
      " -fsanitize=signed-integer-overflow,shift,float-cast-overflow,integer-divide-by-zero"
      // A call for each read and write, and nothing of its own around variables.
      " -fsanitize=kernel-address --param asan-instrumentation-with-call-threshold=0"
      " --param asan-stack=0 --param asan-globals=0"
      " -fno-asynchronous-unwind-tables -U_FORTIFY_SOURCE -nostdlib -o "
      + out + " " + in + " >" + log + " 2>&1";
  bool isMade = system(command.c_str()) == 0;
  program->image = read(out);
  program->log = read(log);
  for (const std::string &file : {in, out, log}) {
    unlink(file.c_str());
  }
  rmdir(folder);
  return isMade ? 0 : COMPILATION;
}

int nvrtcGetProgramLogSize(Program *program, size_t *size) {
  *size = program->log.size() + 1;
  return 0;
}

int nvrtcGetProgramLog(Program *program, char *log) {
  memcpy(log, program->log.c_str(), program->log.size() + 1);
  return 0;
}

int nvrtcGetCUBINSize(Program *program, size_t *size) {
  *size = program->image.size();
  return 0;
}

int nvrtcGetCUBIN(Program *program, char *image) {
  memcpy(image, program->image.data(), program->image.size());
  return 0;
}

int nvrtcGetPTXSize(Program *program, size_t *size) { return nvrtcGetCUBINSize(program, size); }

int nvrtcGetPTX(Program *program, char *image) { return nvrtcGetCUBIN(program, image); }
}
