package dev.gossip.testkit.relay;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.node.NodeEvent.Warning;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayMetric;
import dev.gossip.testkit.context.ScriptedNode;
import dev.gossip.testkit.relay.RecordingRelayContext.Report;
import dev.gossip.testkit.relay.RecordingRelayContext.SentControl;
import dev.gossip.testkit.relay.RecordingRelayContext.SentPayload;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** What a strategy did: lists by kind, and one transcript of all of it in order. */
final class Recording {
  private final List<SentPayload> payloads = new ArrayList<>();
  private final List<SentControl> controls = new ArrayList<>();
  private final List<GossipMessage> delivered = new ArrayList<>();
  private final List<Report> reports = new ArrayList<>();
  private final List<String> strays = new ArrayList<>();
  private final List<String> transcript = new ArrayList<>();
  private final Map<RelayMetric, Long> counts = new EnumMap<>(RelayMetric.class);

  List<SentPayload> payloads() {
    return payloads;
  }

  List<SentControl> controls() {
    return controls;
  }

  List<GossipMessage> delivered() {
    return delivered;
  }

  List<Report> reports() {
    return reports;
  }

  List<String> strays() {
    return strays;
  }

  List<String> transcript() {
    return transcript;
  }

  long counted(RelayMetric metric) {
    return counts.getOrDefault(metric, 0L);
  }

  /** Returns an effect that adds to a counter. */
  Runnable counting(RelayMetric metric, long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("a counter only grows, not by " + amount);
    }
    return () -> counts.merge(metric, amount, Long::sum);
  }

  /** Checks that a header may be sent. */
  static void requireHeader(ByteString header) {
    if (header.size() > RelayContext.MAX_HEADER_BYTES) {
      throw new IllegalArgumentException(
          "a header has at most " + RelayContext.MAX_HEADER_BYTES + " bytes, not " + header.size());
    }
  }

  void add(SentPayload frame) {
    payloads.add(frame);
    transcript.add("send " + describe(frame));
  }

  void add(SentControl frame) {
    controls.add(frame);
    transcript.add("send " + describe(frame));
  }

  void add(GossipMessage message) {
    delivered.add(message);
    transcript.add("deliver message " + shortOf(message.id()));
  }

  void add(Report report) {
    reports.add(report);
    transcript.add("report " + ScriptedNode.nameOf(report.peer()) + " " + report.kind());
  }

  /**
   * Adds a frame that was sent to a node that is not a peer.
   *
   * @param callSite the line of the strategy's code that sent it. It is not part of the transcript,
   *     because transcripts of different strategies are compared.
   */
  void addStray(String frame, String callSite) {
    strays.add(frame + ", which is not up" + callSite);
    transcript.add("stray " + frame);
  }

  void add(Warning warning) {
    transcript.add("warn " + warning.what() + "; " + warning.remedy());
  }

  void clear() {
    List.of(payloads, controls, delivered, reports, strays, transcript).forEach(List::clear);
    counts.clear();
  }

  static String describe(SentPayload frame) {
    return "message "
        + shortOf(frame.message().id())
        + (frame.header().isEmpty() ? "" : " header " + hex(frame.header()))
        + " to "
        + ScriptedNode.nameOf(frame.to());
  }

  static String describe(SentControl frame) {
    return "control "
        + (frame.slot().isEmpty() ? "" : frame.slot() + " ")
        + hex(frame.body())
        + " to "
        + ScriptedNode.nameOf(frame.to());
  }

  private static String shortOf(MessageId id) {
    return id.hex().substring(0, 8);
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
