package dev.gossip.diffusion;

import com.google.inject.Module;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.diffusion.DiffusionCodec.Ids;
import java.util.List;
import java.util.Map;

/**
 * Poses as an honest relay, acknowledges everything it receives, and relays nothing.
 *
 * @param id the relay that it poses as: {@code relay.diffusion}, or {@code relay.dandelion} over it
 */
record BlackHole(String id) implements GossipPlugin {
  @Override
  public String summary() {
    return "acknowledges messages and drops them";
  }

  @Override
  public List<Setting<?>> settings() {
    return isDandelion() ? DandelionSettings.all() : DiffusionSettings.all();
  }

  @Override
  public Map<String, String> slots(PluginSettings settings) {
    return isDandelion() ? Map.of(DandelionRelay.SLOT, "relay.diffusion") : Map.of();
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder ->
        binder
            .bind(RelayStrategy.Factory.class)
            .toInstance(context -> new DroppingRelay(context, isDandelion()));
  }

  private boolean isDandelion() {
    return id.equals("relay.dandelion");
  }

  private record DroppingRelay(RelayContext context, boolean dandelion) implements RelayStrategy {
    @Override
    public void onPublish(GossipMessage message) {
      context.deliver(message);
    }

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return context.delivered(id);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {
      context.deliver(message);
      acknowledge(message, arrival);
    }

    @Override
    public void onDuplicate(GossipMessage message, Arrival arrival) {
      acknowledge(message, arrival);
    }

    private void acknowledge(GossipMessage message, Arrival arrival) {
      if (arrival.header().equals(DandelionCodec.STEM)) {
        context.sendControl(arrival.from().id(), DandelionCodec.arrived(message.id()));
      }
    }

    @Override
    public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
      if (!dandelion) {
        for (ByteString frame : heardFrames(from.id(), body)) {
          context.sendControl(from.id(), frame);
        }
      }
    }

    @Override
    public void onControl(Peer from, String slot, ByteString body)
        throws InvalidProtocolBufferException {
      for (ByteString frame : heardFrames(from.id(), body)) {
        context.sendControl(from.id(), slot, frame);
      }
    }

    private Iterable<ByteString> heardFrames(PeerId to, ByteString body)
        throws InvalidProtocolBufferException {
      Ids ids = DiffusionCodec.parse(body);
      return DiffusionCodec.frames(Ids.heard(ids.have()), context.maxControlBytes(to));
    }
  }
}
