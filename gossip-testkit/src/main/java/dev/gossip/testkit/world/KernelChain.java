package dev.gossip.testkit.world;

import dev.gossip.simulation.wire.FaultCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of one chain of iptables, in order, and which of them counts which fault. One rule
 * without a fault counts what the later ones are asked about.
 */
final class KernelChain {
  /** A rule in the listing, which begins with its packets and bytes. */
  private static final Pattern RULE = Pattern.compile("(?m)^ *(\\d+) +\\d+ +\\S.*$");

  /**
   * A rule.
   *
   * @param fault what it makes; empty if it makes none
   * @param share which share of the datagrams it hits by chance; 0 if it is not chance
   * @param countsAll whether it counts what the later ones are asked about
   */
  private record Rule(String fault, double share, boolean countsAll) {}

  private final String name;
  private final String what;
  private final List<Rule> rules = new ArrayList<>();

  /**
   * @param name as iptables calls it
   * @param what its rules are for, for error messages
   */
  KernelChain(String name, String what) {
    this.name = name;
    this.what = what;
  }

  /** Which datagrams a rule with a probability hits. */
  static String random(double share) {
    return "-m statistic --mode random --probability " + share;
  }

  /** Adds the rule that counts what the later ones are asked about. */
  String all() {
    rules.add(new Rule("", 0, true));
    return "-p udp";
  }

  /**
   * Adds a rule that makes a fault; the later ones are asked about what it does not hit.
   *
   * @param share the probability that it hits; 0 if it is not chance
   * @param which the datagrams that it hits
   */
  String fault(String fault, double share, String which) {
    rules.add(new Rule(fault, share, false));
    return "-p udp " + which;
  }

  /** Adds a rule that counts for no fault. */
  String helper(String rule) {
    rules.add(new Rule("", 0, false));
    return "-p udp " + rule;
  }

  /**
   * Adds what the kernel counted.
   *
   * @throws IllegalStateException if the listing does not have these rules
   */
  void count(int node, String output, Function<String, FaultCounter> counters) {
    String listing = listing(output);
    List<Long> packets =
        RULE.matcher(listing).results().map(rule -> Long.valueOf(rule.group(1))).toList();
    if (packets.size() != rules.size()) {
      throw new IllegalStateException(
          "node "
              + node
              + " should have "
              + rules.size()
              + " rules for "
              + what
              + ", but has:\n"
              + output);
    }
    long asked = 0;
    for (int index = 0; index < rules.size(); index++) {
      Rule rule = rules.get(index);
      if (rule.countsAll()) {
        asked = packets.get(index);
      } else if (!rule.fault().isEmpty()) {
        FaultCounter counter = counters.apply(rule.fault());
        long hits = packets.get(index);
        counter.hits(hits);
        if (rule.share() > 0 && asked > 0) {
          counter.opportunity(asked * StrictMath.log1p(-rule.share()));
        }
        asked -= hits;
      }
    }
  }

  private String listing(String output) {
    Matcher chain =
        Pattern.compile("(?ms)^Chain " + name + " .*?(?=^Chain |^qdisc |\\z)").matcher(output);
    return chain.find() ? chain.group() : "";
  }
}
