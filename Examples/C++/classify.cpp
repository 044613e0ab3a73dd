// SPDX-License-Identifier: BSD-3-Clause
// classify NETWORK.accel IMAGES-idx3-ubyte [DEVICE]: the class of each image.
//
// c++ -std=c++17 classify.cpp $(pkg-config --cflags --libs accel) -o classify
#include <accel.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <vector>

struct Close {
  void operator()(accel_network *network) const { accel_network_close(network); }
  void operator()(accel_session *session) const { accel_session_close(session, nullptr); }
};
using Network = std::unique_ptr<accel_network, Close>;
using Session = std::unique_ptr<accel_session, Close>;

static std::vector<uint8_t> images(const char *path) {
  std::ifstream file(path, std::ios::binary);
  file.ignore(16);  // the header of an idx file
  return {std::istreambuf_iterator<char>(file), {}};
}

static std::size_t elements(accel_shape shape) {
  return std::size_t(shape.height) * shape.width * shape.channels;
}

static void classify(const char *path, const char *data, const char *device) {
  accel_error error;
  auto check = [&](int status) {
    if (status != ACCEL_OK) throw std::runtime_error(error.message);
  };
  accel_network *opened;
  check(accel_network_open(path, &opened, &error));
  Network network(opened);
  accel_network_info info;
  accel_network_describe(network.get(), &info);
  accel_session *started;
  check(accel_session_open(device, network.get(), nullptr, &started, &error));
  Session session(started);

  auto pixels = images(data);
  auto count = pixels.size() / elements(info.input), classes = elements(info.output);
  std::vector<int32_t> results(count * classes);
  check(accel_session_run(session.get(), pixels.data(), count, results.data(), &error));
  for (auto words = results.begin(); words != results.end(); words += classes)
    std::cout << std::max_element(words, words + classes) - words << '\n';
  check(accel_session_close(session.release(), &error));
}

int main(int argc, char **argv) {
  if (argc < 3 || argc > 4) {
    std::cerr << "usage: classify NETWORK IMAGES [DEVICE]\n";
    return 64;
  }
  try {
    classify(argv[1], argv[2], argc == 4 ? argv[3] : "cpu");
  } catch (const std::exception &failure) {
    std::cerr << "classify: " << failure.what() << '\n';
    return 1;
  }
}
