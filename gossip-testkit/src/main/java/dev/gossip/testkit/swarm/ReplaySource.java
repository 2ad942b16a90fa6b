package dev.gossip.testkit.swarm;

import static java.util.stream.Collectors.joining;

import dev.gossip.api.plugin.GossipPlugin;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Writes a scenario as a complete JUnit test. */
final class ReplaySource {
  private static final String MAKE_IT = "/* make it here as your swarm test does */ ";

  private ReplaySource() {}

  /**
   * The source of a class {@code SwarmReplayTest}.
   *
   * @param plugins of the swarm; the relay strategy is the first, unless it is found by its id
   * @param settings of the swarm
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
            .map(ReplaySource::used)
            .collect(joining());
    String relay =
        plugins.stream()
            .filter(plugin -> plugin.id().equals(relayId))
            .map(ReplaySource::made)
            .findFirst()
            .orElse(literal(relayId));
    String home = plugins.isEmpty() ? "swarm" : plugins.get(0).getClass().getPackageName();
    return String.join(
        "\n",
        home.isEmpty() ? "" : "package " + home + ";\n",
        "import static java.time.Duration.ofMillis;",
        "",
        imports(plugins),
        "class SwarmReplayTest {",
        "  /** Does not hold: " + invariant.label() + ". */",
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
    Stream<String> made =
        plugins.stream()
            .map(GossipPlugin::getClass)
            .filter(ReplaySource::isMakeable)
            .map(Class::getCanonicalName);
    Stream<String> always =
        Stream.of(
            "dev.gossip.testkit.swarm.Swarm",
            "dev.gossip.testkit.swarm.SwarmScenario",
            "org.junit.jupiter.api.Test");
    return Stream.concat(made, always)
        .sorted()
        .map(name -> "import " + name + ";\n")
        .collect(joining());
  }

  private static String made(GossipPlugin plugin) {
    return isMakeable(plugin.getClass())
        ? "new " + plugin.getClass().getSimpleName() + "()"
        : MAKE_IT + literal(plugin.id());
  }

  private static String used(GossipPlugin plugin) {
    String kind = plugin.id().substring(0, plugin.id().indexOf('.'));
    return isMakeable(plugin.getClass())
        ? ".with(" + made(plugin) + ")"
        : ".set(" + literal("gossip." + kind + ".use") + ", " + made(plugin) + ")";
  }

  private static String name(long seed) {
    return String.valueOf(seed).replace("-", "Minus");
  }

  private static String set(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(entry -> ".set(" + literal(entry.getKey()) + ", " + literal(entry.getValue()) + ")")
        .collect(joining());
  }

  /** Whether a class in its package can say {@code new} to it. */
  private static boolean isMakeable(Class<?> type) {
    if (type.getCanonicalName() == null) {
      return false;
    }
    for (Class<?> around = type; around != null; around = around.getEnclosingClass()) {
      if (Modifier.isPrivate(around.getModifiers())) {
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
