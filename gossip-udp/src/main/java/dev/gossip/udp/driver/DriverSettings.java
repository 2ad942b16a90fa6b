package dev.gossip.udp.driver;

import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import java.util.List;

/**
 * The bounds of a socket.
 *
 * @param receiveBufferBytes what to ask the system for
 * @param sendBacklog datagrams that may wait when the system takes no more
 * @param verifyThreads how many threads check signatures; none leaves it to the node's own
 */
public record DriverSettings(int receiveBufferBytes, int sendBacklog, int verifyThreads) {
  private static final Setting<Integer> RECEIVE_BUFFER_BYTES =
      Setting.integer(
          "receive-buffer-bytes",
          4 << 20,
          1 << 12,
          1 << 30,
          "SO_RCVBUF to ask for; 4 MiB holds about 16 ms of a full stream of datagrams");
  private static final Setting<Integer> SEND_BACKLOG =
      Setting.integer(
          "send-backlog",
          1_024,
          1,
          1_000_000,
          "datagrams that may wait when the system takes no more; a guess");

  private static final Setting<Integer> VERIFY_THREADS =
      Setting.integer(
          "verify-threads",
          1,
          0,
          64,
          "threads beside the node's own that check signatures, about 11,000 a second each; 0 checks"
              + " on the node's own");

  /** All settings, in the order to list them. */
  public static List<Setting<?>> all() {
    return List.of(RECEIVE_BUFFER_BYTES, SEND_BACKLOG, VERIFY_THREADS);
  }

  /** What is configured. */
  public static DriverSettings of(PluginSettings settings) {
    return new DriverSettings(
        settings.get(RECEIVE_BUFFER_BYTES),
        settings.get(SEND_BACKLOG),
        settings.get(VERIFY_THREADS));
  }
}
