package dev.gossip.cli.composition;

import dev.gossip.GossipNode;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.plan.NetworkPlan;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose plugins and settings; every command that starts nodes has them. */
public final class CompositionOptions {

  /** The commands sign by default; the library leaves the choice to the application. */
  public static final String SIGNING = "signing.ed25519";

  private static final String DEFAULT = "default of the command";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Read the configuration from a HOCON file.")
  private @Nullable Path config;

  /** The discovery that starts from {@code gossip.seeds}. */
  private static final String BOOTSTRAP = "bootstrap";

  @Option(names = "--relay", paramLabel = "ID", description = "Relay strategy, such as flooding.")
  private @Nullable String relay;

  @Option(
      names = "--spam",
      paramLabel = "ID[,ID]",
      description = "Spam controls, such as none or rate-limit; all of them must agree.")
  private @Nullable String spam;

  @Option(
      names = "--discovery",
      paramLabel = "ID[,ID]",
      arity = "0..1",
      fallbackValue = BOOTSTRAP,
      description =
          "Sources of addresses of other nodes; bootstrap if none is named, and the only one in a"
              + " simulation. Default: none; bootstrap for a node with seeds, and in the demo.")
  private @Nullable String discovery;

  @Option(
      names = "--membership",
      paramLabel = "ID",
      description =
          "Which links a node keeps: outbound (the default with a discovery) or configured.")
  private @Nullable String membership;

  @Option(
      names = "--signing",
      paramLabel = "ID",
      description = "Message signing. Default: ed25519, or none for simulated nodes.")
  private @Nullable String signing;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Change one setting; may be repeated. A list is written as a,b or [a, b]."
              + " 'gossip plugins' lists all keys.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--plugins",
      paramLabel = "PATH[" + "${sys:path.separator}" + "PATH]",
      description = "More plugins: jars or class folders, in addition to those in GOSSIP_PLUGINS.")
  private @Nullable String plugins;

  /** Builds a node as configured, still without addresses. Options override the file. */
  public GossipNodeBuilder compose(PluginCatalog catalog) {
    return compose(catalog, Map.of());
  }

  /**
   * Builds a node as configured, still without addresses.
   *
   * @param defaults values by key, which the file and the options override
   */
  public GossipNodeBuilder compose(PluginCatalog catalog, Map<String, String> defaults) {
    GossipNodeBuilder builder = GossipNode.builder().plugins(catalog);
    if (catalog.find(SIGNING).isPresent()) {
      builder.set("gossip.signing.use", SIGNING, DEFAULT);
    }
    defaults.forEach((key, value) -> builder.set(key, value, DEFAULT));
    if (config != null) {
      builder.file(config);
    }
    for (Value value : values()) {
      builder.set(value.path, value.text, value.origin);
    }
    return builder;
  }

  /**
   * Rejects settings that have no effect in a command.
   *
   * @param reasons the reason for each setting, by its full key
   * @throws ConfigurationException if one of them is set
   */
  public void reject(Map<String, String> reasons, PluginCatalog catalog) {
    NodeConfig parsed = parse(catalog, Map.of());
    reasons.forEach(
        (key, reason) ->
            parsed
                .origin(key)
                .ifPresent(
                    origin -> {
                      throw new ConfigurationException(origin + ": " + key + ": " + reason);
                    }));
  }

  /**
   * Reads the configuration.
   *
   * @param defaults values by key, which the file and the options override
   * @throws ConfigurationException if it is not valid
   */
  public NodeConfig parse(PluginCatalog catalog, Map<String, String> defaults) {
    NodeConfig.Builder builder = NodeConfig.builder();
    defaults.forEach((key, value) -> builder.set(key, value, DEFAULT));
    if (config != null) {
      builder.file(config);
    }
    for (Value value : values()) {
      builder.set(value.path, value.text, value.origin);
    }
    return builder.build(catalog.all());
  }

  /** Configures all nodes of a plan in the same way. */
  public void configure(NetworkPlan.Builder plan, PluginCatalog catalog) {
    plan.catalog(catalog);
    if (config != null) {
      plan.file(config);
    }
    plugins().forEach((kind, id) -> plan.set(kind, id));
    for (Value value : settings()) {
      plan.set(value.path, value.text, value.origin);
    }
  }

  /** Whether an option names the relay; the configuration file may do so, too. */
  public boolean choosesRelay() {
    return relay != null;
  }

  private List<Value> values() {
    List<Value> values = new ArrayList<>();
    plugins()
        .forEach(
            (kind, id) ->
                values.add(new Value("gossip." + kind + ".use", withoutBrackets(id), "--" + kind)));
    values.addAll(settings());
    return values;
  }

  /** The chosen plugins by kind. */
  private Map<String, String> plugins() {
    Map<String, @Nullable String> options = new LinkedHashMap<>();
    options.put("relay", relay);
    options.put("spam", spam);
    options.put("discovery", discovery);
    options.put("membership", membership);
    options.put("signing", signing);
    Map<String, String> chosen = new LinkedHashMap<>();
    options.forEach(
        (kind, id) -> {
          if (id != null) {
            chosen.put(kind, id);
          }
        });
    return chosen;
  }

  private List<Value> settings() {
    List<Value> values = new ArrayList<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new ConfigurationException(
            "--set " + setting + ": write KEY=VALUE, as in --set gossip.network=test");
      }
      String value = withoutBrackets(setting.substring(equals + 1));
      values.add(new Value(setting.substring(0, equals), value, "--set"));
    }
    return values;
  }

  /** A list may be written as in the file: in brackets, each item with or without quotes. */
  private static String withoutBrackets(String value) {
    if (!value.startsWith("[") || !value.endsWith("]")) {
      return value;
    }
    return Arrays.stream(value.substring(1, value.length() - 1).split(",", -1))
        .map(item -> item.strip().replaceAll("^\"(.*)\"$", "$1"))
        .collect(Collectors.joining(","));
  }

  private record Value(String path, String text, String origin) {}

  /** Finds the plugins on the class path and where the option and GOSSIP_PLUGINS say. */
  public PluginCatalog catalog() {
    return catalog(plugins);
  }

  /**
   * Finds the plugins on the class path and in other places.
   *
   * @param option jars or class folders, in addition to those in GOSSIP_PLUGINS; null for none
   */
  public static PluginCatalog catalog(@Nullable String option) {
    List<Path> paths = new ArrayList<>();
    for (String list : new @Nullable String[] {System.getenv("GOSSIP_PLUGINS"), option}) {
      if (list != null) {
        for (String path : list.split(File.pathSeparator, -1)) {
          if (!path.isBlank()) {
            paths.add(Path.of(path));
          }
        }
      }
    }
    return PluginCatalog.load(paths);
  }
}
