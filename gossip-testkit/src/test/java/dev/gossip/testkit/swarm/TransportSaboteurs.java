package dev.gossip.testkit.swarm;

import com.google.inject.Guice;
import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.Transport;
import dev.gossip.udp.UdpPlugin;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/** UDP transports that omit some calls to or from the transport. */
public final class TransportSaboteurs {
  private TransportSaboteurs() {}

  /** Dials each address once and never again. */
  public static final class DialsOnce extends Saboteur {
    /** Public, so that generated tests can create it. */
    public DialsOnce() {
      super(
          "transport.dials-once",
          udp ->
              (context, events) -> {
                Set<Object> dialed = new LinkedHashSet<>();
                return without(
                    Transport.class,
                    udp.create(context, events),
                    (call, arguments) -> call.equals("dial") && !dialed.add(arguments.get(0)));
              });
    }
  }

  /** Does not report that a link is down if the restarted peer has a new one already. */
  public static final class HidesRestarts extends Saboteur {
    /** Public, so that generated tests can create it. */
    public HidesRestarts() {
      super(
          "transport.hides-restarts",
          udp ->
              (context, events) ->
                  udp.create(
                      context,
                      without(
                          LinkEvents.class,
                          events,
                          (call, arguments) ->
                              arguments.size() == 2
                                  && arguments.get(1) instanceof DownReason reason
                                  && reason.kind() == DownReason.Kind.RESTARTED)));
    }
  }

  /** The base class of the saboteurs. */
  public abstract static class Saboteur implements GossipPlugin {
    private final String id;
    private final UnaryOperator<Transport.Factory> sabotage;

    Saboteur(String id, UnaryOperator<Transport.Factory> sabotage) {
      this.id = id;
      this.sabotage = sabotage;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public String summary() {
      return "UDP, with a bug";
    }

    @Override
    public Module module(PluginSettings settings) {
      UdpPlugin udp = new UdpPlugin();
      Transport.Factory honest =
          Guice.createInjector(
                  udp.module(PluginSettings.of(udp.settings(), Map.of("security", "none"))))
              .getInstance(Transport.Factory.class);
      return binder -> binder.bind(Transport.Factory.class).toInstance(sabotage.apply(honest));
    }
  }

  /**
   * Forwards all calls except the omitted ones.
   *
   * @param omitted tests the name of the method and the arguments
   */
  private static <T> T without(Class<T> type, T target, BiPredicate<String, List<Object>> omitted) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              List<Object> given = arguments == null ? List.of() : List.of(arguments);
              if (omitted.test(method.getName(), given)) {
                return null;
              }
              try {
                return method.invoke(target, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return type.cast(proxy);
  }
}
