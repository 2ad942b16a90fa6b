package dev.gossip.udp.driver;

import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import java.util.List;

/**
 * Settings of the UDP driver.
 *
 * @param receiveBufferBytes requested size of the socket's receive buffer
 * @param sendBacklog maximum number of datagrams that wait while the socket is not writable
 * @param verifyThreads number of threads that verify signatures; with 0 the node's thread does it
 */
public record DriverSettings(int receiveBufferBytes, int sendBacklog, int verifyThreads) {
  private static final Setting<Integer> RECEIVE_BUFFER_BYTES =
      Setting.integer(
          "receive-buffer-bytes",
          4 << 20,
          1 << 12,
          1 << 30,
          "SO_RCVBUF to request; 4 MiB holds about 16 ms of a full stream of datagrams");
  private static final Setting<Integer> SEND_BACKLOG =
      Setting.integer(
          "send-backlog",
          1_024,
          1,
          1_000_000,
          "datagrams that may wait while the socket is not writable; a guess");

  private static final Setting<Integer> VERIFY_THREADS =
      Setting.integer(
          "verify-threads",
          1,
          0,
          64,
          "threads that verify signatures, about 11,000 a second each; 0 verifies on the node's own"
              + " thread");

  /** All settings, in the order to list them. */
  public static List<Setting<?>> all() {
    return List.of(RECEIVE_BUFFER_BYTES, SEND_BACKLOG, VERIFY_THREADS);
  }

  /** Reads the configured values. */
  public static DriverSettings of(PluginSettings settings) {
    return new DriverSettings(
        settings.get(RECEIVE_BUFFER_BYTES),
        settings.get(SEND_BACKLOG),
        settings.get(VERIFY_THREADS));
  }
}
