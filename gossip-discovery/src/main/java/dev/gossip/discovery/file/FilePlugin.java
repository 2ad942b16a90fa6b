package dev.gossip.discovery.file;

import com.google.inject.Module;
import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code discovery.file}: reads addresses from a file, again and again. */
public final class FilePlugin implements GossipPlugin {
  private static final Setting<String> PATH =
      Setting.text(
          "path",
          "",
          "file of addresses, one host:port a line, # begins a comment; at most 1,000 addresses and"
              + " 256 KiB; a relative path is relative to the working directory");

  private static final Setting<Duration> REFRESH =
      Setting.duration("refresh", "5s", "how often the file is read, varied by a quarter; a guess");

  @Override
  public String id() {
    return "discovery.file";
  }

  @Override
  public String summary() {
    return "reads addresses from a file, and again when it changes";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(PATH, REFRESH);
  }

  @Override
  public Module module(PluginSettings settings) {
    Path path = settings.read(PATH, Path::of);
    Duration refresh = settings.get(REFRESH);
    return binder ->
        binder
            .bind(PeerDiscovery.Factory.class)
            .toInstance(
                context ->
                    new FileDiscovery(context, path.toString(), new AddressFile(path), refresh));
  }
}
