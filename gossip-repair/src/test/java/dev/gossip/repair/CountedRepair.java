package dev.gossip.repair;

import com.google.inject.Inject;
import com.google.inject.Module;
import com.google.protobuf.ByteString;
import dev.gossip.api.plugin.ChannelUse;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.plugin.Slot;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;

/** {@code relay.repair}, of which the control frames are counted apart from those of its slot. */
final class CountedRepair implements GossipPlugin {
  /** What all nodes together have sent; one thread drives a simulation. */
  static final class Count {
    long frames;
    long bytes;
  }

  private final RepairPlugin counted = new RepairPlugin();
  private final Count count;

  CountedRepair(Count count) {
    this.count = count;
  }

  @Override
  public String id() {
    return counted.id();
  }

  @Override
  public String summary() {
    return counted.summary();
  }

  @Override
  public List<Setting<?>> settings() {
    return counted.settings();
  }

  @Override
  public Map<String, String> slots(PluginSettings settings) {
    return counted.slots(settings);
  }

  @Override
  public ChannelUse channel() {
    return counted.channel();
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder -> {
      binder.bind(RepairSettings.class).toInstance(RepairSettings.of(settings));
      binder.bind(Count.class).toInstance(count);
      binder.bind(RelayStrategy.Factory.class).to(Factory.class);
    };
  }

  private static final class Factory implements RelayStrategy.Factory {
    private final RepairSettings settings;
    private final RelayStrategy.Factory inner;
    private final Count count;

    @Inject
    Factory(
        RepairSettings settings, @Slot(RepairRelay.SLOT) RelayStrategy.Factory inner, Count count) {
      this.settings = settings;
      this.inner = inner;
      this.count = count;
    }

    @Override
    public RelayStrategy create(RelayContext context) {
      return new RepairRelay(counting(context, count), settings, inner);
    }
  }

  private static RelayContext counting(RelayContext context, Count count) {
    return (RelayContext)
        Proxy.newProxyInstance(
            CountedRepair.class.getClassLoader(),
            new Class<?>[] {RelayContext.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("sendControl") && arguments.length == 2) {
                count.frames++;
                count.bytes += ((ByteString) arguments[1]).size();
              }
              try {
                return method.invoke(context, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
