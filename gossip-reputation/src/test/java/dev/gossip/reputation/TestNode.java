package dev.gossip.reputation;

import com.google.inject.Guice;
import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.Verdict;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.PeerRecords;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** A node with rate limits and a manual clock. */
final class TestNode {
  private final Map<String, String> settings;
  private final Duration lifetime;
  private final SpamControl spam;
  // Not zero, so that the code under test cannot rely on it.
  private long nowNanos = -7;

  private final boolean provesIds;
  private final List<String> reports = new ArrayList<>();
  private long messages;

  private TestNode(Map<String, String> settings, boolean provesIds, Duration lifetime) {
    this.settings = settings;
    this.provesIds = provesIds;
    this.lifetime = lifetime;
    spam = factory(settings).create(new Clock());
  }

  /**
   * @param settings alternating keys and values
   */
  static TestNode with(String... settings) {
    Map<String, String> configured = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      configured.put(settings[i], settings[i + 1]);
    }
    return new TestNode(configured, true, SpamContext.DEFAULT_LIFETIME);
  }

  /** A node whose transport does not prove ids. */
  static TestNode withClaimedIds() {
    return new TestNode(Map.of(), false, SpamContext.DEFAULT_LIFETIME);
  }

  /** A new node with the same settings, whose messages have another lifetime. */
  TestNode withLifetime(Duration other) {
    return new TestNode(settings, provesIds, other);
  }

  static SpamControl.Factory factory() {
    return factory(Map.of());
  }

  private static SpamControl.Factory factory(Map<String, String> settings) {
    RateLimitPlugin plugin = new RateLimitPlugin();
    return Guice.createInjector(plugin.module(PluginSettings.of(plugin.settings(), settings)))
        .getInstance(SpamControl.Factory.class);
  }

  static Peer peer(long number) {
    return new Peer(new PeerId(bytes(number)), Direction.INBOUND);
  }

  static AuthorId author(long number) {
    return new AuthorId(ByteString.copyFrom(bytes(number)));
  }

  TestNode advance(Duration time) {
    nowNanos += time.toNanos();
    return this;
  }

  TestNode up(Peer peer) {
    spam.onPeerUp(peer);
    return this;
  }

  TestNode down(Peer peer) {
    spam.onPeerDown(peer);
    return this;
  }

  void malformed(Peer from) {
    spam.onMisbehaviour(from, Misbehaviour.MALFORMED_FRAME);
  }

  boolean admits(Peer from, Cost cost, int amount) {
    return spam.admit(from, cost, amount);
  }

  /** Returns how many times an amount is admitted before it is refused. */
  int countAdmitted(Peer from, Cost cost, int amount) {
    int count = 0;
    while (spam.admit(from, cost, amount)) {
      count++;
    }
    return count;
  }

  Verdict judge(AuthorId author, String topic) {
    return judge(author, topic, peer(1));
  }

  Verdict judge(AuthorId author, String topic, Peer from) {
    return judge(++messages, author, topic, from);
  }

  /**
   * A copy of a message.
   *
   * @param message its number
   */
  Verdict judge(long message, AuthorId author, String topic, Peer from) {
    return spam.judge(
        GossipMessage.builder(new MessageId(bytes(message))).author(author).topic(topic).build(),
        from);
  }

  /** Returns the reports since the last call: the last four digits of a peer, and the kind. */
  List<String> takeReports() {
    List<String> taken = List.copyOf(reports);
    reports.clear();
    return taken;
  }

  /** Returns how many messages are accepted before one is not. */
  int countAccepted(AuthorId author, String topic) {
    int count = 0;
    while (judge(author, topic) == Verdict.ACCEPT) {
      count++;
    }
    return count;
  }

  private static byte[] bytes(long number) {
    return ByteBuffer.allocate(32).putLong(24, number).array();
  }

  /** Rate limits depend on nothing but the time, and report excess. */
  private final class Clock implements SpamContext {
    @Override
    public String network() {
      return "test";
    }

    @Override
    public PeerId self() {
      return new PeerId(bytes(0));
    }

    @Override
    public long nowNanos() {
      return nowNanos;
    }

    @Override
    public RandomGenerator random() {
      throw unsupported();
    }

    @Override
    public TimerHandle schedule(Duration delay, String label, Runnable action) {
      throw unsupported();
    }

    @Override
    public <T> void offload(Supplier<T> work, Consumer<T> then) {
      throw unsupported();
    }

    @Override
    public void warn(String what, String remedy) {
      throw unsupported();
    }

    @Override
    public Duration messageLifetime() {
      return lifetime;
    }

    @Override
    public boolean provesIds() {
      return provesIds;
    }

    @Override
    public PeerRecords records() {
      throw unsupported();
    }

    @Override
    public void standingChanged(PeerId peer) {
      throw unsupported();
    }

    @Override
    public void report(Peer peer, Misbehaviour kind) {
      reports.add(peer.id().hex().substring(60) + " " + kind);
    }

    @Override
    public Optional<AddressGroup> group(PeerId peer) {
      throw unsupported();
    }

    @Override
    public long wallMillis() {
      throw unsupported();
    }

    private UnsupportedOperationException unsupported() {
      return new UnsupportedOperationException("this node has only a clock");
    }
  }
}
