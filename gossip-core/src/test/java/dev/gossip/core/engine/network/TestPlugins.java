package dev.gossip.core.engine.network;

import com.google.inject.Module;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.Verdict;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Rejection;
import dev.gossip.api.spam.SpamControl;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Plugins for tests that need behaviour the built-in ones do not have. */
public final class TestPlugins {
  private TestPlugins() {}

  /** A relay plugin whose strategy is created by a function. */
  public static class AnyRelay implements GossipPlugin {
    private final Function<RelayContext, RelayStrategy> factory;

    public AnyRelay(Function<RelayContext, RelayStrategy> factory) {
      this.factory = factory;
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
      return binder -> binder.bind(RelayStrategy.Factory.class).toInstance(factory::apply);
    }
  }

  /** Delivers messages but never forwards them. */
  public static final class SilentRelay implements GossipPlugin {
    @Override
    public String id() {
      return "relay.silent";
    }

    @Override
    public String summary() {
      return "delivers without forwarding";
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

  /** Flooding, as a base class for tests that override single callbacks. */
  public static class Flood implements RelayStrategy {
    protected final RelayContext context;

    public Flood(RelayContext context) {
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

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return context.delivered(id);
    }
  }

  /** Signs with a hash of the bytes and no key, so that signatures can be right or wrong. */
  public static final class StampSigning implements GossipPlugin, MessageSigning {
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
      return binder -> binder.bind(MessageSigning.Factory.class).toInstance(context -> this);
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

  /** Spam control that records its callbacks and gives preset answers. */
  public static final class RecordingSpamControl implements GossipPlugin, SpamControl {
    public final List<String> notes = new ArrayList<>();

    public final List<Rejection> rejections = new ArrayList<>();

    /** Charged size of each frame, in bytes. */
    public final List<Integer> chargedBytes = new ArrayList<>();

    public Verdict verdict = Verdict.ACCEPT;
    public boolean admits = true;
    public boolean admitsChecks = true;

    @Override
    public String id() {
      return "spam.recording";
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
        chargedBytes.add(amount);
      }
      return cost == Cost.SIGNATURE_CHECK ? admitsChecks : admits;
    }

    @Override
    public Verdict judge(GossipMessage message, Peer from) {
      notes.add("judge");
      return verdict;
    }

    @Override
    public void onFirstCopy(GossipMessage message, Peer from) {
      notes.add("first");
    }

    @Override
    public void onDuplicate(GossipMessage message, Peer from) {
      notes.add("duplicate");
    }

    @Override
    public void onRejected(Rejection rejection) {
      notes.add("rejected");
      rejections.add(rejection);
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
}
