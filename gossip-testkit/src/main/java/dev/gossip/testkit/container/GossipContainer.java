package dev.gossip.testkit.container;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import dev.gossip.api.plugin.GossipPlugin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.ExecConfig;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.MountableFile;

/**
 * One gossip node in a container. Nodes on the same Docker network reach it over UDP at port
 * {@value #GOSSIP_PORT}; the test uses its {@linkplain #control control port} over TCP. The
 * container counts as started when the control port answers.
 *
 * <pre>{@code
 * try (Network network = Network.newNetwork();
 *     GossipContainer one = new GossipContainer().withNetwork(network).withNetworkAliases("one");
 *     GossipContainer two = new GossipContainer().withNetwork(network).withPeer("one:5000")) {
 *   Startables.deepStart(one, two).join();
 *   ...
 * }
 * }</pre>
 *
 * <p>For networks of containers see {@link dev.gossip.testkit.world.GossipCluster}.
 */
public final class GossipContainer extends GenericContainer<GossipContainer> {
  /** The UDP port for other nodes. */
  public static final int GOSSIP_PORT = 5000;

  private static final int CONTROL_PORT = 8080;

  /** Long, since many containers may start at once on few processors. */
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  private static final String PLUGINS = "/opt/gossip/plugins/";
  private static final String FAKE_CLOCK = "/usr/local/lib/libfaketime.so.1";

  private final String token = UUID.randomUUID().toString();
  private final List<String> arguments = new ArrayList<>();
  private final Map<Path, String> plugins = new LinkedHashMap<>();

  /** Creates a node that runs the {@code gossip} command of the class path. */
  public GossipContainer() {
    this(GossipImage.ofClassPath());
  }

  /**
   * Creates a node from an image.
   *
   * @param image built with the command's Dockerfile, with the tools of {@link GossipImage} added
   */
  public GossipContainer(Future<String> image) {
    super(image);
    withExposedPorts(CONTROL_PORT);
    withEnv("GOSSIP_CONTROL_TOKEN", token);
    // The image is built locally, so it is in no registry.
    withImagePullPolicy(name -> false);
    // For faults. The node itself runs as an ordinary user.
    withCreateContainerCmdModifier(
        command -> command.getHostConfig().withCapAdd(Capability.NET_ADMIN));
    waitingFor(new ControlPortWait().withStartupTimeout(START_LIMIT));
  }

  // ---- configuration -------------------------------------------------------------------------

  /** Adds a node to dial, by its alias on the network: {@code "other:5000"}. */
  public GossipContainer withPeer(String address) {
    return withArguments("--peer", address);
  }

  /** Sets the value of one setting, such as {@code gossip.relay.use} to {@code diffusion}. */
  public GossipContainer withSetting(String path, String value) {
    return withArguments("--set", path + "=" + value);
  }

  /** Adds arguments of {@code gossip node}. */
  public GossipContainer withArguments(String... values) {
    arguments.addAll(List.of(values));
    return this;
  }

  /** Adds all plugins in the jar or folder that contains a class. */
  public GossipContainer withPluginsOf(Class<?> type) {
    try {
      return withPlugins(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(type + " was not loaded from a jar or folder", e);
    }
  }

  /**
   * Adds one plugin, with the jar or folder that contains it. It need not be registered.
   *
   * @throws IllegalArgumentException if the class is not public, or has no public constructor
   *     without parameters
   */
  public GossipContainer withPlugin(Class<? extends GossipPlugin> type) {
    return withPlugins(PluginRegistration.folderOf(type)).withPluginsOf(type);
  }

  /** Adds plugins: a jar or a folder of classes. */
  public GossipContainer withPlugins(Path jarOrFolder) {
    String target = PLUGINS + plugins.size() + "-" + jarOrFolder.getFileName();
    if (plugins.putIfAbsent(jarOrFolder, target) == null) {
      // The node's user must be able to read it, whatever its mode on the host is.
      withCopyFileToContainer(MountableFile.forHostPath(jarOrFolder, 0755), target);
    }
    return this;
  }

  /**
   * Offsets the node's wall clock from the host's. Its monotonic clock is not affected.
   *
   * @param offset positive for a fast clock
   */
  public GossipContainer withSkewedClock(Duration offset) {
    return withEnv("LD_PRELOAD", FAKE_CLOCK)
        .withEnv("FAKETIME", String.format(Locale.ROOT, "%+.3fs", offset.toMillis() / 1e3))
        .withEnv("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        // libfaketime's workaround for an old C library makes the JVM's timed waits spin.
        .withEnv("FAKETIME_FORCE_MONOTONIC_FIX", "0");
  }

  /**
   * Makes the node ask another name server about names that are not those of containers.
   *
   * @param address the IP address of the server, on a network of the container
   */
  public GossipContainer withNameServer(String address) {
    return withCreateContainerCmdModifier(command -> command.getHostConfig().withDns(address));
  }

  @Override
  protected void configure() {
    List<String> command =
        new ArrayList<>(
            List.of("node", "--json", "--listen", "0.0.0.0:" + GOSSIP_PORT, "--control"));
    command.add("0.0.0.0:" + CONTROL_PORT);
    if (!plugins.isEmpty()) {
      command.add("--plugins");
      command.add(String.join(":", plugins.values()));
    }
    command.addAll(arguments);
    setCommandParts(command.toArray(String[]::new));
  }

  // ---- the running container -----------------------------------------------------------------

  /**
   * A client for the present control port. Call it again after a restart, which changes the port.
   *
   * @throws IllegalStateException if the container is not running
   */
  public ControlClient control() {
    Ports.Binding[] bindings =
        getCurrentContainerInfo()
            .getNetworkSettings()
            .getPorts()
            .getBindings()
            .get(ExposedPort.tcp(CONTROL_PORT));
    if (bindings == null || bindings.length == 0) {
      throw new IllegalStateException("the container of " + name() + " is not running");
    }
    return new ControlClient(
        URI.create("http://" + getHost() + ":" + bindings[0].getHostPortSpec()), token);
  }

  /** The present address on the Docker network. */
  public String address() {
    InspectContainerResponse info = getCurrentContainerInfo();
    return info.getNetworkSettings().getNetworks().values().iterator().next().getIpAddress();
  }

  /** Kills the process, which does not close its links. The container remains. */
  public void crash() {
    getDockerClient().killContainerCmd(getContainerId()).exec();
  }

  /** Asks the process to stop and waits until it has. The container remains. */
  public void stopNode() {
    getDockerClient().stopContainerCmd(getContainerId()).exec();
  }

  /** Starts the process again, with the same files. */
  public void restart() {
    getDockerClient().startContainerCmd(getContainerId()).exec();
  }

  /** Pauses the process. */
  public void pause() {
    getDockerClient().pauseContainerCmd(getContainerId()).exec();
  }

  /** Whether the process is paused. */
  public boolean isPaused() {
    return Boolean.TRUE.equals(getCurrentContainerInfo().getState().getPaused());
  }

  /** Resumes the paused process. */
  public void resume() {
    getDockerClient().unpauseContainerCmd(getContainerId()).exec();
  }

  /**
   * Runs a shell script as root.
   *
   * @return its output on stdout and stderr
   * @throws IllegalStateException if its exit code is not 0
   */
  public String shell(String script) {
    try {
      ExecConfig config =
          ExecConfig.builder().user("root").command(new String[] {"sh", "-ec", script}).build();
      Container.ExecResult result = execInContainer(config);
      String printed = result.getStdout() + result.getStderr();
      if (result.getExitCode() != 0) {
        throw new IllegalStateException(
            "'" + script + "' failed at " + name() + ": " + printed.strip());
      }
      return printed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private String name() {
    return String.join(", ", getNetworkAliases());
  }

  /** The last lines on stderr. If the node failed to start, they say why. */
  public String lastErrors() {
    List<String> lines = getLogs(OutputFrame.OutputType.STDERR).lines().toList();
    return String.join(" ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
  }

  /** Waits until the control port answers. Fails soon if the process ends. */
  private static final class ControlPortWait extends AbstractWaitStrategy {
    private static final long POLL_INTERVAL_NANOS = Duration.ofMillis(100).toNanos();

    // The engine needs processor time for each question, and so do the nodes that start meanwhile.
    private static final int POLLS_PER_QUESTION_TO_THE_ENGINE = 5;

    @Override
    protected void waitUntilReady() {
      GossipContainer container = (GossipContainer) waitStrategyTarget;
      long deadlineNanos = System.nanoTime() + startupTimeout.toNanos();
      ControlClient control = null;
      for (int poll = 0; !answers(control); poll++) {
        if (poll % POLLS_PER_QUESTION_TO_THE_ENGINE == 0) {
          if (!container.isRunning()) {
            throw new ContainerLaunchException(
                "the node stopped while starting: " + container.lastErrors());
          }
          control = control == null ? container.controlIfRunning() : control;
        }
        if (System.nanoTime() > deadlineNanos) {
          throw new ContainerLaunchException(
              "the node did not answer within " + startupTimeout.toSeconds() + " s");
        }
        LockSupport.parkNanos(POLL_INTERVAL_NANOS);
      }
    }
  }

  private @Nullable ControlClient controlIfRunning() {
    try {
      return control();
    } catch (IllegalStateException e) {
      return null;
    }
  }

  private static boolean answers(@Nullable ControlClient control) {
    if (control == null) {
      return false;
    }
    try {
      ControlClient.Health unused = control.health();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the control port answers now. */
  public boolean answers() {
    return answers(controlIfRunning());
  }
}
