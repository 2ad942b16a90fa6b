package dev.gossip.cli.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Small plugins of four kinds from outside this repository, all in one folder of classes: the relay
 * of {@link OutsidePlugin}, two spam controls, a discovery and a membership.
 */
public final class OutsideKinds {

  /** Each node introduces all nodes it is linked with to each other. */
  private static final String DISCOVERY =
      """
      package outside;

      import com.google.inject.Module;
      import com.google.protobuf.ByteString;
      import com.google.protobuf.InvalidProtocolBufferException;
      import dev.gossip.api.PeerAddress;
      import dev.gossip.api.PeerId;
      import dev.gossip.api.discovery.AddressSource;
      import dev.gossip.api.discovery.DiscoveryContext;
      import dev.gossip.api.discovery.PeerDiscovery;
      import dev.gossip.api.plugin.GossipPlugin;
      import dev.gossip.api.plugin.PluginSettings;
      import dev.gossip.api.plugin.Setting;
      import java.util.List;
      import java.util.Map;
      import java.util.TreeMap;

      public final class DiscoveryPlugin implements GossipPlugin {
        private static final Setting<String> SEED =
            Setting.text("seed", "", "the address of the first node");

        @Override
        public String id() {
          return "discovery.introductions";
        }

        @Override
        public String summary() {
          return "introduces the nodes that it knows to each other";
        }

        @Override
        public List<Setting<?>> settings() {
          return List.of(SEED);
        }

        @Override
        public Module module(PluginSettings settings) {
          String seed = settings.get(SEED);
          return binder ->
              binder
                  .bind(PeerDiscovery.Factory.class)
                  .toInstance(context -> new Introductions(context, seed));
        }

        private static final class Introductions implements PeerDiscovery {
          private final DiscoveryContext context;
          private final String seed;
          private final Map<PeerId, PeerAddress> nodes = new TreeMap<>();

          Introductions(DiscoveryContext context, String seed) {
            this.context = context;
            this.seed = seed;
          }

          @Override
          public void start() {
            if (!seed.isEmpty()) {
              context.propose(PeerAddress.parse(seed), AddressSource.CONFIGURED);
            }
          }

          @Override
          public void onNodeUp(PeerId node, PeerAddress address) {
            nodes.forEach(
                (other, itsAddress) -> {
                  introduce(other, address);
                  introduce(node, itsAddress);
                });
            nodes.put(node, address);
          }

          @Override
          public void onNodeDown(PeerId node) {
            nodes.remove(node);
          }

          private void introduce(PeerId to, PeerAddress address) {
            ByteString body = ByteString.copyFromUtf8(address.toString());
            if (body.size() <= context.maxControlBytes(to)) {
              context.sendControl(to, body);
            }
          }

          @Override
          public void onControl(PeerId from, ByteString body)
              throws InvalidProtocolBufferException {
            try {
              context.proposeFrom(nodes.get(from), PeerAddress.parse(body.toStringUtf8()));
            } catch (IllegalArgumentException e) {
              throw new InvalidProtocolBufferException("not an address");
            }
          }
        }
      }
      """;

  /** Dials every known address until it is reached, and accepts every node. */
  private static final String MEMBERSHIP =
      """
      package outside;

      import com.google.inject.Module;
      import dev.gossip.api.PeerAddress;
      import dev.gossip.api.discovery.DialOutcome;
      import dev.gossip.api.discovery.KnownAddress;
      import dev.gossip.api.membership.Candidate;
      import dev.gossip.api.membership.Membership;
      import dev.gossip.api.membership.MembershipContext;
      import dev.gossip.api.plugin.GossipPlugin;
      import dev.gossip.api.plugin.PluginSettings;
      import java.time.Duration;

      public final class MembershipPlugin implements GossipPlugin {
        @Override
        public String id() {
          return "membership.everyone";
        }

        @Override
        public String summary() {
          return "keeps a link with every node that it knows";
        }

        @Override
        public Module module(PluginSettings settings) {
          return binder -> binder.bind(Membership.Factory.class).toInstance(Everyone::new);
        }

        private static final class Everyone implements Membership {
          private final MembershipContext context;

          Everyone(MembershipContext context) {
            this.context = context;
            dialLater();
          }

          private void dialLater() {
            context.schedule(Duration.ofMillis(100), "dial", this::dial);
          }

          private void dial() {
            for (KnownAddress known : context.addresses().latest(16)) {
              DialOutcome.Kind outcome = known.lastOutcome().orElse(null);
              if (outcome != DialOutcome.Kind.REACHED && outcome != DialOutcome.Kind.SELF) {
                context.connect(known.address());
              }
            }
            dialLater();
          }

          @Override
          public void onPeerAdded(PeerAddress address) {
            context.keep(address);
          }

          @Override
          public void onPeerRemoved(PeerAddress address) {
            context.release(address);
          }

          @Override
          public void onCandidate(Candidate candidate) {
            context.accept(candidate.id());
          }
        }
      }
      """;

  /** Ignores the messages of one topic. */
  private static final String SPAM_CONTROL =
      """
      package outside;

      import com.google.inject.Module;
      import dev.gossip.api.GossipMessage;
      import dev.gossip.api.Peer;
      import dev.gossip.api.Verdict;
      import dev.gossip.api.plugin.GossipPlugin;
      import dev.gossip.api.plugin.PluginSettings;
      import dev.gossip.api.plugin.Setting;
      import dev.gossip.api.spam.Cost;
      import dev.gossip.api.spam.SpamControl;
      import java.util.List;

      public final class CLASS implements GossipPlugin {
        private static final Setting<String> TOPIC =
            Setting.text("topic", "NAME", "the topic to ignore");

        @Override
        public String id() {
          return "spam.NAME";
        }

        @Override
        public String summary() {
          return "ignores one topic";
        }

        @Override
        public List<Setting<?>> settings() {
          return List.of(TOPIC);
        }

        @Override
        public Module module(PluginSettings settings) {
          String topic = settings.get(TOPIC);
          return binder ->
              binder.bind(SpamControl.Factory.class).toInstance(context -> new Mute(topic));
        }

        private record Mute(String topic) implements SpamControl {
          @Override
          public boolean admit(Peer from, Cost cost, int amount) {
            return true;
          }

          @Override
          public Verdict judge(GossipMessage message, Peer from) {
            return message.topic().equals(topic) ? Verdict.IGNORE : Verdict.ACCEPT;
          }
        }
      }
      """;

  private OutsideKinds() {}

  /**
   * Returns a folder of classes with {@code relay.outside}, {@code spam.noise} and {@code
   * spam.chatter}, which ignore the topics of these names, {@code discovery.introductions} and
   * {@code membership.everyone}.
   */
  public static Path compile(Path folder) throws IOException {
    Map<String, String> sources = new LinkedHashMap<>(OutsidePlugin.relay());
    sources.put("outside.DiscoveryPlugin", DISCOVERY);
    sources.put("outside.MembershipPlugin", MEMBERSHIP);
    sources.put("outside.NoisePlugin", spamControl("NoisePlugin", "noise"));
    sources.put("outside.ChatterPlugin", spamControl("ChatterPlugin", "chatter"));
    return OutsidePlugin.compile(folder, sources);
  }

  private static String spamControl(String className, String name) {
    return SPAM_CONTROL.replace("CLASS", className).replace("NAME", name);
  }
}
