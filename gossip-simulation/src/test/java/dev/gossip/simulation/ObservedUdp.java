package dev.gossip.simulation;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.NodeIdentities;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.UdpPlugin;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.BiConsumer;

/** UDP with protection, and an observer of all that it reports about links. */
final class ObservedUdp implements GossipPlugin {
  private final UdpPlugin udp = new UdpPlugin();
  private final BiConsumer<TransportContext, String> observer;

  /**
   * @param observer receives the node's context and the name of the method of {@link LinkEvents}
   */
  ObservedUdp(BiConsumer<TransportContext, String> observer) {
    this.observer = observer;
  }

  @Override
  public String id() {
    return "transport.observed";
  }

  @Override
  public String summary() {
    return "UDP, observed";
  }

  @Override
  public List<Setting<?>> settings() {
    return udp.settings();
  }

  @Override
  public Module module(PluginSettings settings) {
    Injector injector = Guice.createInjector(udp.module(settings));
    Transport.Factory factory = injector.getInstance(Transport.Factory.class);
    return binder -> {
      binder
          .bind(Transport.Factory.class)
          .toInstance((context, events) -> factory.create(context, observed(context, events)));
      binder.bind(NodeIdentities.class).toInstance(injector.getInstance(NodeIdentities.class));
    };
  }

  private LinkEvents observed(TransportContext context, LinkEvents events) {
    return (LinkEvents)
        Proxy.newProxyInstance(
            LinkEvents.class.getClassLoader(),
            new Class<?>[] {LinkEvents.class},
            (proxy, method, arguments) -> {
              observer.accept(context, method.getName());
              try {
                return method.invoke(events, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
