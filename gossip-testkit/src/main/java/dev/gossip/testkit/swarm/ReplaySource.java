package dev.gossip.testkit.swarm;

import static java.util.stream.Collectors.joining;

import dev.gossip.api.plugin.GossipPlugin;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Writes the source of a complete JUnit test that replays a scenario. */
final class ReplaySource {
  private static final String CREATE_HERE = "/* create the plugin as your swarm test does */ ";

  private ReplaySource() {}

  /**
   * Returns the source of a class {@code SwarmReplayTest}.
   *
   * @param plugins the plugins of the swarm; the relay strategy comes first, unless it is found by
   *     its id
   * @param settings the settings of the swarm
   */
  static String of(
      SwarmScenario scenario,
      Invariant invariant,
      String relayId,
      List<GossipPlugin> plugins,
      Map<String, String> settings) {
    String swarm =
        plugins.stream()
            .filter(plugin -> !plugin.id().equals(relayId))
            .map(ReplaySource::use)
            .collect(joining());
    String relay =
        plugins.stream()
            .filter(plugin -> plugin.id().equals(relayId))
            .map(ReplaySource::create)
            .findFirst()
            .orElse(literal(relayId));
    String packageName = plugins.isEmpty() ? "swarm" : plugins.get(0).getClass().getPackageName();
    return String.join(
        "\n",
        packageName.isEmpty() ? "" : "package " + packageName + ";\n",
        "import static java.time.Duration.ofMillis;",
        "",
        imports(plugins),
        "class SwarmReplayTest {",
        "  /** Violates the invariant: " + invariant.label() + ". */",
        "  @Test",
        "  void replaysSeed" + name(scenario.seed()) + "() {",
        "    SwarmScenario scenario =",
        scenario.toJava().indent(8).stripTrailing() + ";",
        "",
        "    new Swarm(" + relay + ")" + swarm + set(settings) + ".check(scenario);",
        "  }",
        "}",
        "");
  }

  private static String imports(List<GossipPlugin> plugins) {
    Stream<String> created =
        plugins.stream()
            .map(GossipPlugin::getClass)
            .filter(ReplaySource::isCreatable)
            .map(Class::getCanonicalName);
    Stream<String> always =
        Stream.of(
            "dev.gossip.testkit.swarm.Swarm",
            "dev.gossip.testkit.swarm.SwarmScenario",
            "org.junit.jupiter.api.Test");
    return Stream.concat(created, always)
        .sorted()
        .map(name -> "import " + name + ";\n")
        .collect(joining());
  }

  private static String create(GossipPlugin plugin) {
    return isCreatable(plugin.getClass())
        ? "new " + plugin.getClass().getSimpleName() + "()"
        : CREATE_HERE + literal(plugin.id());
  }

  private static String use(GossipPlugin plugin) {
    String kind = plugin.id().substring(0, plugin.id().indexOf('.'));
    return isCreatable(plugin.getClass())
        ? ".with(" + create(plugin) + ")"
        : ".set(" + literal("gossip." + kind + ".use") + ", " + create(plugin) + ")";
  }

  private static String name(long seed) {
    return String.valueOf(seed).replace("-", "Minus");
  }

  private static String set(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(entry -> ".set(" + literal(entry.getKey()) + ", " + literal(entry.getValue()) + ")")
        .collect(joining());
  }

  /** Whether a class in the same package can create it with a constructor without arguments. */
  private static boolean isCreatable(Class<?> type) {
    if (type.getCanonicalName() == null) {
      return false;
    }
    for (Class<?> outer = type; outer != null; outer = outer.getEnclosingClass()) {
      if (Modifier.isPrivate(outer.getModifiers())) {
        return false;
      }
    }
    try {
      return !Modifier.isPrivate(type.getDeclaredConstructor().getModifiers());
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  private static String literal(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
