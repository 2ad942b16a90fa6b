package dev.gossip.cli.simulate;

import dev.gossip.api.plugin.Setting;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.engine.runtime.IpPackets;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for links, clocks, and the faults that occur while messages spread. */
final class ConditionOptions {
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)\\s*(B|kB|MB|GB)?");
  private static final Pattern PARTITION = Pattern.compile("([^:]+):([^:-]+)-([^:-]+)");
  private static final Pattern CHURN = Pattern.compile("([^:]+):([^:]+):([^:]+)");

  /** What a router may queue for a link, about 50 full datagrams; a guess. */
  private static final int DEFAULT_QUEUE_BYTES = 64_000;

  private static final int MAX_DATAGRAM_BYTES = 65_507;
  private static final int MAX_DRIFT = 500_000;

  @Option(
      names = "--bandwidth",
      paramLabel = "BYTES[:QUEUE]",
      description =
          "Bytes per second that each direction of each link carries, and bytes that may wait for"
              + " it; what exceeds the queue is lost. As in --bandwidth 125kB:32kB. Default: no"
              + " limit; if there is one, a queue of 64 kB.")
  private @Nullable String bandwidth;

  @Option(
      names = "--interface-mtu",
      paramLabel = "BYTES",
      description =
          "The largest IP packet that the interfaces of all nodes take, with IP and UDP headers, as"
              + " in --interface-mtu 9000. The nodes know it, and send larger datagrams once"
              + " probes have arrived. Default: 1500.")
  private @Nullable String interfaceMtu;

  @Option(
      names = "--mtu",
      paramLabel = "BYTES",
      description =
          "The largest UDP payload that arrives, without IP and UDP headers, as in --mtu 1200."
              + " The nodes do not know it. Default: all that interfaces take.")
  private @Nullable String mtu;

  @Option(
      names = "--partition",
      paramLabel = "SHARE:FROM-TO",
      description =
          "Cut off a share of the nodes, chosen by the seed, from all others. Both times count from"
              + " the first message, as in --partition 0.5:5s-20s. Default: none.")
  private @Nullable String partition;

  @Option(
      names = "--churn",
      paramLabel = "SHARE:UP:DOWN",
      description =
          "Let a share of the nodes repeatedly crash and restart with empty memory, from the first"
              + " message on. UP and DOWN are mean times, as in --churn 0.2:60s:5s. These nodes do"
              + " not publish. Default: none.")
  private @Nullable String churn;

  @Option(
      names = "--clock-drift",
      paramLabel = "PPM",
      description =
          "Each node's clocks run fast or slow by up to this many parts per million, chosen by the"
              + " seed. A quartz clock has about 100, as in --clock-drift 100. Default: none.")
  private @Nullable String clockDrift;

  @Option(
      names = "--clock-offset",
      paramLabel = "TIME",
      description =
          "Each node's wall clock is ahead or behind by up to this, chosen by the seed, as in"
              + " --clock-offset 5s. Default: none.")
  private @Nullable String clockOffset;

  /**
   * Parses the options.
   *
   * @param nodes the number of nodes in the network
   * @throws ConfigurationException if a value is invalid
   */
  NetworkConditions conditions(int nodes) {
    return new NetworkConditions(
        bandwidth == null
            ? null
            : SimulationOptions.parse("--bandwidth", bandwidth, ConditionOptions::speed),
        interfaceMtu == null
            ? 0
            : SimulationOptions.parseInteger(
                "--interface-mtu", interfaceMtu, IpPackets.MIN_MTU, IpPackets.MAX_MTU),
        mtu == null ? 0 : SimulationOptions.parseInteger("--mtu", mtu, 1, MAX_DATAGRAM_BYTES),
        partition == null ? null : partition(partition, nodes),
        churn == null ? null : churn(churn, nodes),
        clockDrift == null
            ? 0
            : SimulationOptions.parseInteger("--clock-drift", clockDrift, 0, MAX_DRIFT),
        clockOffset == null
            ? Duration.ZERO
            : SimulationOptions.time("--clock-offset", clockOffset));
  }

  private static NetworkConditions.Speed speed(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? new NetworkConditions.Speed(size(text, Long.MAX_VALUE), DEFAULT_QUEUE_BYTES)
        : new NetworkConditions.Speed(
            size(text.substring(0, colon), Long.MAX_VALUE),
            (int) size(text.substring(colon + 1), Integer.MAX_VALUE));
  }

  private static long size(String text, long max) {
    Matcher matcher = SIZE.matcher(text.strip());
    if (matcher.matches()) {
      String unit = matcher.group(2) == null ? "B" : matcher.group(2);
      int power = 3 * "BkMG".indexOf(unit.charAt(0));
      long bytes = new BigDecimal(matcher.group(1)).scaleByPowerOfTen(power).longValue();
      if (bytes >= 1 && bytes <= max) {
        return bytes;
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a number of bytes; write for example 125000, 125kB or 1MB");
  }

  private static NetworkConditions.Partition partition(String text, int nodes) {
    Matcher matcher = matcher("--partition", PARTITION, text, "SHARE:FROM-TO, as in 0.5:5s-20s");
    int count = count("--partition", text, matcher.group(1), nodes);
    Duration from = timeOrZero("--partition", matcher.group(2));
    Duration to = timeOrZero("--partition", matcher.group(3));
    if (from.compareTo(to) >= 0) {
      throw new ConfigurationException(
          "--partition " + text + ": it must end after it begins; write the earlier time first");
    }
    return new NetworkConditions.Partition(count, from, to);
  }

  private static NetworkConditions.ChurnPlan churn(String text, int nodes) {
    Matcher matcher = matcher("--churn", CHURN, text, "SHARE:UP:DOWN, as in 0.2:60s:5s");
    return new NetworkConditions.ChurnPlan(
        count("--churn", text, matcher.group(1), nodes),
        SimulationOptions.time("--churn", matcher.group(2)),
        SimulationOptions.time("--churn", matcher.group(3)));
  }

  private static Matcher matcher(String option, Pattern pattern, String text, String form) {
    Matcher matcher = pattern.matcher(text.strip());
    if (!matcher.matches()) {
      throw new ConfigurationException(option + ": '" + text + "' is invalid; write " + form);
    }
    return matcher;
  }

  private static int count(String option, String text, String share, int nodes) {
    int count = (int) Math.round(SimulationOptions.share(option, share) * nodes);
    if (count == 0 || count == nodes) {
      throw new ConfigurationException(
          option
              + " "
              + text
              + ": that is "
              + (count == 0 ? "none" : "all")
              + " of "
              + nodes
              + " nodes; name a "
              + (count == 0 ? "larger" : "smaller")
              + " share");
    }
    return count;
  }

  private static Duration timeOrZero(String option, String text) {
    Function<String, Duration> parser = Setting.duration("time", "1s", "")::parse;
    return text.strip().matches("0+(ns|us|ms|s|m|h|d)?")
        ? Duration.ZERO
        : SimulationOptions.parse(option, text, parser);
  }
}
