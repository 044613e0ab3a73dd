// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// What `accel probe` found.
struct ProbeReport: Codable, Equatable {
  /// A way to program the fabric.
  struct Loader: Codable, Equatable {
    var kind: String
    var path: String
    var name: String
    var state: String
    var allowed: Bool
  }

  /// A device node.
  struct Node: Codable, Equatable {
    var path: String
    var allowed: Bool
    /// What is known of it beside, for people.
    var detail: String?
  }

  /// Registers that /dev/uioN maps.
  struct UserIO: Codable, Equatable {
    struct Map: Codable, Equatable {
      var name: String
      var address: UInt64
      var size: UInt64
    }
    var path: String
    var name: String
    var allowed: Bool
    var maps: [Map]
  }

  /// Contiguous memory, in bytes.
  struct Contiguous: Codable, Equatable {
    var total: UInt64?
    var free: UInt64
  }

  var image: ImageIdentity
  var board: BoardIdentity
  var loaders: [Loader]
  /// The state of a mainline FPGA manager, which takes no files.
  var managerState: String?
  /// FCLK0 and on in Hz, as far as the kernel says.
  var clocks: [String: UInt64]
  var accel: [Node]
  var uio: [UserIO]
  var xlnk: Node?
  var udmabuf: [Node]
  var heaps: [Node]
  var zocl: [Node]
  var contiguous: Contiguous?
  /// Whether the system has the group that our udev rule gives devices to.
  var hasGroup: Bool

  /// Only where it was asked for.
  var control: ControlReport?
  var design: DesignReport?

  /// What is missing, and what would mend it.
  var missing: [Remedy] = []

  init(_ root: SystemRoot) {
    image = ImageIdentity(root)
    board = BoardIdentity(root)
    loaders = FPGALoader.all(root: root.path).map {
      Loader(
        kind: $0.kind.description, path: $0.path, name: $0.name, state: $0.state,
        allowed: $0.isAllowed)
    }
    managerState = root.line("/sys/class/fpga_manager/fpga0/state")
    clocks = [:]
    for index in 0..<FabricClock.count {
      if let rate = (try? FabricClock.frequency(of: index, root: root.path)) ?? nil {
        clocks["fclk\(index)"] = rate
      }
    }
    accel = root.devices(in: "/dev", named: "accel")
    uio = root.userIO()
    xlnk = root.exists("/dev/xlnk") ? root.node("/dev/xlnk") : nil
    xlnk?.detail = "generation \(image.xlnkGeneration), inferred from the kernel's release"
    udmabuf = root.udmabufs()
    heaps = root.names(in: "/dev/dma_heap").map { root.node("/dev/dma_heap/" + $0) }
    zocl = root.zocls()
    contiguous = root.contiguous()
    hasGroup = root.lines("/etc/group").contains { $0.hasPrefix("accel:") }
    missing = Remedy.all(for: self)
  }
}

extension SystemRoot {
  fileprivate func node(_ path: String) -> ProbeReport.Node {
    ProbeReport.Node(path: path, allowed: mayUse(path))
  }

  /// Those whose names are a word and a number.
  fileprivate func devices(in folder: String, named word: String) -> [ProbeReport.Node] {
    names(in: folder)
      .filter { $0.hasPrefix(word) && UInt($0.dropFirst(word.count)) != nil }
      .map { node(folder + "/" + $0) }
  }

  fileprivate func userIO() -> [ProbeReport.UserIO] {
    names(in: "/sys/class/uio").map { device in
      let folder = "/sys/class/uio/" + device
      let maps = names(in: folder + "/maps").map { map in
        ProbeReport.UserIO.Map(
          name: line("\(folder)/maps/\(map)/name") ?? "",
          address: number("\(folder)/maps/\(map)/addr") ?? 0,
          size: number("\(folder)/maps/\(map)/size") ?? 0)
      }
      return ProbeReport.UserIO(
        path: "/dev/" + device, name: line(folder + "/name") ?? "",
        allowed: mayUse("/dev/" + device), maps: maps)
    }
  }

  fileprivate func udmabufs() -> [ProbeReport.Node] {
    ["/sys/class/u-dma-buf", "/sys/class/udmabuf"].flatMap { folder in
      names(in: folder).map { device in
        var node = node("/dev/" + device)
        node.detail = number("\(folder)/\(device)/size").map { "\($0) bytes" }
        return node
      }
    }
  }

  /// Render nodes of XRT's driver, by what sysfs says of their device.
  fileprivate func zocls() -> [ProbeReport.Node] {
    names(in: "/sys/class/drm").filter { $0.hasPrefix("renderD") }
      .filter { name in
        lines("/sys/class/drm/\(name)/device/uevent").contains { $0.contains("zocl") }
      }
      .map { node("/dev/dri/" + $0) }
  }

  /// From /proc/meminfo, or the count of free pages that older kernels have alone.
  fileprivate func contiguous() -> ProbeReport.Contiguous? {
    func kibibytes(_ key: String) -> UInt64? {
      lines("/proc/meminfo").first { $0.hasPrefix(key + ":") }
        .flatMap { $0.dropFirst(key.count + 1).split(separator: " ").first }
        .flatMap { UInt64($0) }
    }
    if let free = kibibytes("CmaFree") {
      return ProbeReport.Contiguous(
        total: kibibytes("CmaTotal").map { $0 * 1024 }, free: free * 1024)
    }
    return lines("/proc/vmstat").first { $0.hasPrefix("nr_free_cma ") }
      .flatMap { UInt64($0.dropFirst(12)) }
      // Kernels without any count none.
      .flatMap { $0 == 0 ? nil : $0 }
      .map { ProbeReport.Contiguous(total: nil, free: $0 * 4096) }
  }
}
