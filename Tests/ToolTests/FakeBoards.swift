// SPDX-License-Identifier: BSD-3-Clause
import TestSupport

/// Boards as their images show them, in the files that `accel probe` and `accel load` look at.
enum FakeBoards {
  static let manager = "/sys/class/fpga_manager/fpga0"

  private static func zynq(kernel: String) throws -> FakeBoard {
    let board = try FakeBoard()
    try board.write("/proc/sys/kernel/osrelease", kernel + "\n")
    try board.write("/proc/device-tree/model", "Digilent PYNQ-Z1 Development Board\0")
    try board.write("/proc/device-tree/compatible", "digilent,pynq-z1\0xlnx,zynq-7000\0")
    try board.write("/sys/bus/soc/devices/soc0/family", "Xilinx Zynq\n")
    try board.write("/sys/bus/soc/devices/soc0/soc_id", "0x7\n")
    try board.write(
      "/proc/meminfo",
      "MemTotal:         508532 kB\nCmaTotal:         131072 kB\nCmaFree:          120000 kB\n")
    return board
  }

  private static func pynq(kernel: String, revision: String) throws -> FakeBoard {
    let board = try zynq(kernel: kernel)
    try board.write("/home/xilinx/REVISION", revision + "\n")
    try board.write(manager + "/name", "Xilinx Zynq FPGA Manager\n")
    try board.write(manager + "/state", "operating\n")
    try board.write(manager + "/flags", "0\n")
    try board.write(manager + "/firmware", "")
    try board.makeFolder("/lib/firmware")
    try board.write("/sys/class/uio/uio0/name", "fabric\n")
    try board.write("/sys/class/uio/uio0/maps/map0/name", "s_axi\n")
    try board.write("/sys/class/uio/uio0/maps/map0/addr", "0x40400000\n")
    try board.write("/sys/class/uio/uio0/maps/map0/size", "0x00010000\n")
    try board.write("/dev/uio0", "")
    try board.write("/sys/bus/platform/devices/fclk0/set_rate", "100000000\n")
    return board
  }

  /// PYNQ 2.4: FPGA manager and xlnk.
  static func pynq2() throws -> FakeBoard {
    let board = try pynq(kernel: "4.14.0-xilinx-v2018.3", revision: "Release 2019_02_22 d11eb2b")
    try board.write("/etc/environment", "PATH=\"/usr/bin\"\nBOARD=Pynq-Z1\n")
    try board.write("/dev/xlnk", "")
    return board
  }

  /// PYNQ 3.0: FPGA manager and zocl.
  static func pynq3() throws -> FakeBoard {
    let board = try pynq(kernel: "5.15.19-xilinx-v2022.1", revision: "Release 2022_09_20 63e9bdb")
    try board.write(
      "/etc/os-release", "NAME=\"PynqLinux\"\nPRETTY_NAME=\"PynqLinux, based on Ubuntu 22.04\"\n")
    try board.write("/etc/profile.d/boardname.sh", "export BOARD=Pynq-Z2\n")
    try board.write(
      "/sys/class/drm/renderD128/device/uevent", "DRIVER=zocl-drm\nOF_COMPATIBLE_0=xlnx,zocl\n")
    try board.write("/sys/class/drm/card0/device/uevent", "DRIVER=zocl-drm\n")
    try board.write("/dev/dri/renderD128", "")
    return board
  }

  /// PYNQ 2.0: xdevcfg, which nobody may open to look at it.
  static func pynq20() throws -> FakeBoard {
    let board = try zynq(kernel: "4.6.0-xilinx")
    try board.write("/home/xilinx/REVISION", "Release 2017_08_18 f30a5c8\n")
    try board.write("/dev/xlnk", "")
    let folder = "/sys/devices/soc0/amba/f8007000.devcfg"
    try board.write(folder + "/is_partial_bitstream", "0\n")
    try board.write(folder + "/prog_done", "1\n")
    try board.write("/dev/xdevcfg", "")
    return board
  }

  /// A mainline kernel with our module.
  static func module() throws -> FakeBoard {
    let board = try zynq(kernel: "6.12.0")
    try board.write(manager + "/name", "Xilinx Zynq FPGA Manager\n")
    try board.write(manager + "/state", "operating\n")
    try board.write("/dev/accel10", "")
    try board.write("/dev/accel2", "")
    try board.write("/dev/accelerator", "")
    try board.write("/dev/dma_heap/reserved", "")
    try board.write("/sys/class/u-dma-buf/udmabuf0/size", "8388608\n")
    try board.write("/dev/udmabuf0", "")
    try board.write("/etc/group", "root:x:0:\naccel:x:999:xilinx\n")
    return board
  }

  /// No board at all.
  static func pc() throws -> FakeBoard {
    let board = try FakeBoard()
    try board.write("/proc/sys/kernel/osrelease", "6.1.0-18-amd64\n")
    try board.write("/etc/os-release", "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n")
    try board.write("/proc/meminfo", "MemTotal:       16000000 kB\n")
    return board
  }
}
