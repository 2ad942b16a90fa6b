package dev.gossip.udp;

import com.google.inject.Module;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.Verdict;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamControl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Plugins that make something visible which the built-in ones do not show. */
final class TestPlugins {
  private TestPlugins() {}

  /** Any relay, made by a function. */
  static class AnyRelay implements GossipPlugin {
    private final Function<RelayContext, RelayStrategy> make;

    AnyRelay(Function<RelayContext, RelayStrategy> make) {
      this.make = make;
    }

    @Override
    public String id() {
      return "relay.any";
    }

    @Override
    public String summary() {
      return "for a test";
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder -> binder.bind(RelayStrategy.Factory.class).toInstance(make::apply);
    }
  }

  /** Delivers and tells nobody. */
  static final class SilentRelay implements GossipPlugin {
    @Override
    public String id() {
      return "relay.silent";
    }

    @Override
    public String summary() {
      return "tells nobody";
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder ->
          binder
              .bind(RelayStrategy.Factory.class)
              .toInstance(
                  context ->
                      new Flood(context) {
                        @Override
                        public void onPublish(GossipMessage message) {
                          context.deliver(message);
                        }

                        @Override
                        public void onMessage(GossipMessage message, Arrival arrival) {
                          context.deliver(message);
                        }
                      });
    }
  }

  /** Flooding, with every callback there to be overridden. */
  static class Flood implements RelayStrategy {
    final RelayContext context;

    Flood(RelayContext context) {
      this.context = context;
    }

    @Override
    public void onPublish(GossipMessage message) {
      context.deliver(message);
      context.peers().forEach(peer -> context.send(peer.id(), message, ByteString.EMPTY));
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival)
        throws InvalidProtocolBufferException {
      context.deliver(message);
      for (Peer peer : context.peers()) {
        if (!peer.id().equals(arrival.from().id())) {
          context.send(peer.id(), message, ByteString.EMPTY);
        }
      }
    }
  }

  /** The signature is the author's name and the bytes turned around: enough to be wrong. */
  static final class StampSigning implements GossipPlugin, MessageSigning {
    private static final AuthorId AUTHOR = new AuthorId(ByteString.copyFromUtf8("stamp"));

    @Override
    public String id() {
      return "signing.stamp";
    }

    @Override
    public String summary() {
      return "for a test";
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder -> binder.bind(MessageSigning.Factory.class).toInstance(network -> this);
    }

    @Override
    public AuthorId author() {
      return AUTHOR;
    }

    @Override
    public List<ByteString> sign(List<ByteString> signedBytes) {
      return signedBytes.stream().map(StampSigning::stamp).toList();
    }

    @Override
    public boolean verify(AuthorId author, ByteString signedBytes, ByteString signature) {
      return author.equals(AUTHOR) && signature.equals(stamp(signedBytes));
    }

    private static ByteString stamp(ByteString bytes) {
      return ByteString.copyFromUtf8("stamp" + bytes.hashCode());
    }
  }

  /** Spam control that notes what it is told and answers what it is set to. */
  static final class NotingSpamControl implements GossipPlugin, SpamControl {
    final List<String> notes = new ArrayList<>();

    /** What frames were charged, in bytes. */
    final List<Integer> frameBytes = new ArrayList<>();

    Verdict verdict = Verdict.ACCEPT;
    boolean admits = true;
    boolean admitsChecks = true;

    @Override
    public String id() {
      return "spam.noting";
    }

    @Override
    public String summary() {
      return "for a test";
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder -> binder.bind(SpamControl.Factory.class).toInstance(context -> this);
    }

    @Override
    public boolean admit(Peer from, Cost cost, int amount) {
      notes.add("admit " + cost);
      if (cost != Cost.SIGNATURE_CHECK) {
        frameBytes.add(amount);
      }
      return cost == Cost.SIGNATURE_CHECK ? admitsChecks : admits;
    }

    @Override
    public Verdict judge(GossipMessage message, Peer from) {
      notes.add("judge");
      return verdict;
    }

    @Override
    public void onFirstDelivery(GossipMessage message, Peer from) {
      notes.add("first");
    }

    @Override
    public void onDuplicate(GossipMessage message, Peer from) {
      notes.add("duplicate");
    }

    @Override
    public void onRejected(Peer from) {
      notes.add("rejected");
    }

    @Override
    public void onMisbehaviour(Peer peer, Misbehaviour kind) {
      notes.add("misbehaviour " + kind);
    }

    @Override
    public void onPeerUp(Peer peer) {
      notes.add("up");
    }

    @Override
    public void onPeerDown(Peer peer) {
      notes.add("down");
    }
  }

  /** Repeats an action for ever. */
  static TimerHandle every(RelayContext context, Duration period, Runnable action) {
    return context.schedule(
        period,
        "every",
        () -> {
          action.run();
          every(context, period, action);
        });
  }
}
