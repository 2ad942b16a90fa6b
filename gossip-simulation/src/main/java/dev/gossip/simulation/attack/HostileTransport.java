package dev.gossip.simulation.attack;

import com.google.inject.Binding;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.transport.NodeIdentities;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.driver.Driver;
import dev.gossip.udp.UdpPlugin;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * {@code transport.hostile}: the links of {@code transport.udp} at a node that attacks its peers.
 * Its settings are those of {@code transport.udp}, and the attack. A transport is not named in a
 * HELLO, so honest nodes do not see the difference. Not registered, so that nobody runs it by
 * mistake; {@link dev.gossip.simulation.Simulation#attack} needs no plugin.
 */
public class HostileTransport implements GossipPlugin {
  private static final Setting<AttackKind> ATTACK =
      Setting.oneOf("attack", AttackKind.GARBAGE_FLOODER, "what the node does to its peers");
  private static final Setting<Optional<Duration>> START =
      Setting.durationOr("start", "at-once", "how long the node is honest after its start");

  private final UdpPlugin honest = new UdpPlugin();

  /**
   * What a hostile node does.
   *
   * @param start how long the node is honest after its start
   */
  public record Options(AttackKind kind, Duration start) {}

  /** Makes nodes with any transport hostile. */
  public static UnaryOperator<Transport.Factory> wrapping(
      Options options, Optional<NodeIdentities> identities, AttackScene scene) {
    return HostileNode.wrapping(options, identities, scene);
  }

  @Override
  public String id() {
    return "transport.hostile";
  }

  @Override
  public String summary() {
    return "a node that attacks its peers, for tests";
  }

  @Override
  public List<Setting<?>> settings() {
    return Stream.concat(honest.settings().stream(), Stream.of(ATTACK, START)).toList();
  }

  @Override
  public Module module(PluginSettings settings) {
    Options options = new Options(settings.get(ATTACK), settings.get(START).orElse(Duration.ZERO));
    Injector injector = Guice.createInjector(honest.module(settings));
    Optional<NodeIdentities> identities = bound(injector, NodeIdentities.class);
    return binder -> {
      binder
          .bind(Transport.Factory.class)
          .toInstance(
              wrapping(options, identities, AttackScene.REAL)
                  .apply(injector.getInstance(Transport.Factory.class)));
      identities.ifPresent(bound -> binder.bind(NodeIdentities.class).toInstance(bound));
      binder.bind(Driver.Factory.class).toInstance(injector.getInstance(Driver.Factory.class));
    };
  }

  private static <T> Optional<T> bound(Injector injector, Class<T> type) {
    Binding<T> binding = injector.getExistingBinding(Key.get(type));
    return Optional.ofNullable(binding).map(found -> found.getProvider().get());
  }
}
