// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation
internal import ProgramSupport
internal import Synchronization

#if canImport(FoundationNetworking)
  internal import FoundationNetworking
#endif

/// One file over HTTPS, with a bar on a terminal and a bound on the wait.
enum Download {
  private static let secondsWithoutData = 5.0
  private static let secondsInAll = 120.0
  private static let largest = 64 << 20

  /// - Throws: ``AccelError`` `unavailable`.
  static func get(_ address: String) throws(AccelError) -> Data {
    guard let url = URL(string: address) else { throw failure(address, "the address is damaged") }
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = secondsWithoutData
    configuration.timeoutIntervalForResource = secondsInAll
    let receiver = Receiver(name: url.lastPathComponent)
    let session = URLSession(configuration: configuration, delegate: receiver, delegateQueue: nil)
    defer { session.invalidateAndCancel() }
    session.dataTask(with: url).resume()
    guard receiver.finished.wait(timeout: .now() + secondsInAll) == .success else {
      throw failure(address, "the server is too slow")
    }
    let (data, problem) = receiver.outcome
    if let problem { throw failure(address, problem) }
    return data
  }

  private static func failure(_ address: String, _ problem: String) -> AccelError {
    AccelError(
      .unavailable, attempt: "download \(address)", problem: problem,
      remedy: "check the network, or give --data")
  }

  private final class Receiver: NSObject, URLSessionDataDelegate, Sendable {
    let finished = DispatchSemaphore(value: 0)
    private let name: String
    private let state = Mutex((data: Data(), problem: String?.none, expected: 0))

    init(name: String) {
      self.name = name
    }

    var outcome: (Data, String?) { state.withLock { ($0.data, $0.problem) } }

    func urlSession(
      _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
      completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
      let status = (response as? HTTPURLResponse)?.statusCode ?? 0
      state.withLock {
        $0.expected = max(0, Int(response.expectedContentLength))
        if status != 200 { $0.problem = "the server answers \(status)" }
      }
      completionHandler(status == 200 ? .allow : .cancel)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
      let (size, expected) = state.withLock {
        $0.data += data
        return ($0.data.count, $0.expected)
      }
      if size > Download.largest {
        state.withLock { $0.problem = "it is larger than \(Download.largest >> 20) MiB" }
        dataTask.cancel()
      }
      if expected > 0 { ProgressBar(name, total: expected).update(size) }
    }

    func urlSession(
      _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
    ) {
      state.withLock {
        if error != nil, $0.problem == nil { $0.problem = "the server cannot be reached" }
      }
      ProgressBar(name, total: 1).finish()
      finished.signal()
    }
  }
}
