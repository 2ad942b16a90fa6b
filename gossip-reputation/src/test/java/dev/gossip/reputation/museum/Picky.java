package dev.gossip.reputation.museum;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.Verdict;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import java.time.Duration;

/** Rejects what an application would: the messages of a topic, or all for a while. */
record Picky(SpamContext context, String topic, long untilNanos) implements SpamControl {

  /** Rejects the messages of a topic. */
  static IncidentPlugin ofTopic(String topic) {
    return new IncidentPlugin("spam.picky", context -> new Picky(context, topic, Long.MAX_VALUE));
  }

  /** Rejects everything for a while after the start. */
  static IncidentPlugin ofAll(Duration time) {
    return new IncidentPlugin(
        "spam.picky", context -> new Picky(context, "", context.nowNanos() + time.toNanos()));
  }

  @Override
  public boolean admit(Peer from, Cost cost, int amount) {
    return true;
  }

  @Override
  public Verdict judge(GossipMessage message, Peer from) {
    boolean isMeant = topic.isEmpty() || message.topic().equals(topic);
    return isMeant && context.nowNanos() < untilNanos ? Verdict.REJECT : Verdict.ACCEPT;
  }
}
