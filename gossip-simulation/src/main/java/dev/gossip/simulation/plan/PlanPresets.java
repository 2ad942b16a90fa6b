package dev.gossip.simulation.plan;

/**
 * Plans to start from. Each value is a round number of its order of magnitude, not a measurement.
 */
public final class PlanPresets {
  /**
   * One local network: what a switch, a kernel and a virtual machine add to each datagram, and 1
   * Gbit/s for each link. Nothing is lost but what exceeds a queue, since wires of a building
   * rarely lose anything.
   */
  public static final String LAN = "latency=uniform:100us-1ms bandwidth=125MB:1MB";

  /**
   * Nodes at homes and in data centres of several continents: latencies with a long tail around 50
   * ms, one datagram in a hundred lost and one in a thousand late, 10 Mbit/s for each link as a
   * slow uplink has, 1,400 bytes for a datagram as through a tunnel, and the clocks of machines
   * without a time server nearby: quartz, and some 100 ms off.
   */
  public static final String INTERNET =
      "latency=lognormal:50ms:0.5 loss=0.01 reorder=0.001 bandwidth=1250kB:64kB mtu=1400"
          + " clock-drift=100 clock-offset=100ms";

  private PlanPresets() {}
}
