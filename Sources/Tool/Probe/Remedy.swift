// SPDX-License-Identifier: BSD-3-Clause

/// Something that is missing, and what would mend it.
struct Remedy: Codable, Equatable {
  /// A sentence.
  var what: String
  /// For a shell, or empty.
  var command = ""

  /// As much as LeNet-5 in batches of some thousand images needs.
  static let leastContiguous: UInt64 = 16 << 20

  /// - Parameter report: everything but its remedies.
  static func all(for report: ProbeReport) -> [Remedy] {
    guard report.board.family != nil else {
      return [
        Remedy(
          what:
            "this machine is no Zynq board by its device tree: only the simulated board runs here",
          command: "accel-demo --device sim:")
      ]
    }
    return [programming(report), device(report), userIO(report), buffers(report), memory(report)]
      .compactMap(\.self)
  }

  private static func programming(_ report: ProbeReport) -> Remedy? {
    guard !report.loaders.contains(where: \.allowed) else { return nil }
    if let loader = report.loaders.first {
      return loader.kind == "module"
        ? nil
        : Remedy(
          what: "only root may program the fabric through \(loader.path)",
          command: "sudo accel load FILE.bit")
    }
    return Remedy(
      what: report.managerState == nil
        ? "nothing here programs the fabric"
        : "the FPGA manager of this mainline kernel takes no files; our module can hand them to it",
      command: "sudo modprobe accel")
  }

  private static func device(_ report: ProbeReport) -> Remedy? {
    if report.accel.isEmpty {
      // Root reaches a board without it.
      if report.uio.contains(where: \.allowed) && hasBuffers(report) { return nil }
      return Remedy(
        what: "there is no /dev/accelN: our module is not loaded, or no device of its is described",
        command: "make -C Kernel && sudo make -C Kernel modules_install && sudo depmod "
          + "&& sudo modprobe accel")
    }
    guard !report.accel.contains(where: \.allowed), let node = report.accel.first else {
      return nil
    }
    let join = "sudo usermod -aG accel $USER"
    return Remedy(
      what: "you may not use \(node.path)",
      command: report.hasGroup
        ? join
        : "sudo groupadd --system accel && \(join) && "
          + "sudo install -m 644 Kernel/60-accel.rules /etc/udev/rules.d/ && "
          + "sudo udevadm control --reload && sudo udevadm trigger")
  }

  /// Registers without our module.
  private static func userIO(_ report: ProbeReport) -> Remedy? {
    guard report.accel.isEmpty else { return nil }
    guard let device = report.uio.first else {
      return Remedy(
        what: "there is no /dev/uioN, by which registers are reached without our module",
        command: "sudo modprobe uio_pdrv_genirq of_id=generic-uio")
    }
    guard !report.uio.contains(where: \.allowed) else { return nil }
    return grant(device.path, #"SUBSYSTEM=="uio", KERNEL=="uio[0-9]*""#, "uio", report)
  }

  /// Contiguous buffers without our module.
  private static func buffers(_ report: ProbeReport) -> Remedy? {
    guard report.accel.isEmpty, !hasBuffers(report) else { return nil }
    if let node = report.zocl.first {
      return grant(node.path, #"SUBSYSTEM=="drm", KERNEL=="renderD*""#, "zocl", report)
    }
    if let node = report.udmabuf.first {
      return grant(node.path, #"SUBSYSTEM=="u-dma-buf|udmabuf""#, "u-dma-buf", report)
    }
    if let node = report.xlnk {
      return grant(node.path, #"KERNEL=="xlnk""#, "xlnk", report)
    }
    return Remedy(
      what: "nothing gives out contiguous buffers: there is no zocl, u-dma-buf or xlnk",
      command: "sudo modprobe u-dma-buf udmabuf0=16777216")
  }

  /// A udev rule for the group accel, for who has no sources at hand, and membership.
  private static func grant(
    _ path: String, _ match: String, _ name: String, _ report: ProbeReport
  ) -> Remedy {
    Remedy(
      what: "you may not use \(path)",
      command: (report.hasGroup ? "" : "sudo groupadd --system accel && ")
        + #"echo '\#(match), GROUP="accel", MODE="0660"' | "#
        + "sudo tee /etc/udev/rules.d/61-accel-\(name).rules && sudo udevadm control --reload && "
        + "sudo udevadm trigger && sudo usermod -aG accel $USER")
  }

  private static func hasBuffers(_ report: ProbeReport) -> Bool {
    (report.zocl + report.udmabuf + [report.xlnk].compactMap(\.self)).contains(where: \.allowed)
  }

  private static func memory(_ report: ProbeReport) -> Remedy? {
    let free = report.contiguous?.free ?? 0
    guard free < leastContiguous else { return nil }
    return Remedy(
      what: report.contiguous == nil
        ? "the kernel has no contiguous memory set apart"
        : "only \(free >> 10) KiB of contiguous memory are free",
      command: "add cma=128M to the kernel's bootargs")
  }
}
