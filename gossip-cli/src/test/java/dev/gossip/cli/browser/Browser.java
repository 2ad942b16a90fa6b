package dev.gossip.cli.browser;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * Chromium without a display. It resolves no name but those of this machine, and remembers which
 * addresses its pages asked for.
 */
final class Browser implements AutoCloseable {
  /** How long a page may take; about ten times what it takes on a busy machine. */
  static final Duration LIMIT = Duration.ofSeconds(30);

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final Set<String> LOCAL_SCHEMES =
      Set.of("file", "data", "blob", "about", "chrome", "devtools");
  private static final Set<String> LOCAL_HOSTS = Set.of("127.0.0.1", "localhost", "[::1]");

  // Selenium warns that it has no DevTools classes for this version; they are not used here.
  private static final Logger DEVTOOLS = Logger.getLogger("org.openqa.selenium.devtools");

  private final ChromeDriver driver;
  private final List<String> requests = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Whether the browser and its driver are in PATH. */
  static boolean isInstalled() {
    return program().isPresent() && find("chromedriver").isPresent();
  }

  /** Starts the browser, with an empty profile. */
  static Browser start() {
    DEVTOOLS.setLevel(Level.OFF);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(program().orElseThrow().toFile());
    options.addArguments(
        "--headless=new",
        // Root, as in a container, has no other way; the pages are the project's own.
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-extensions",
        "--disable-sync",
        "--no-first-run",
        "--no-proxy-server",
        "--hide-scrollbars",
        "--lang=en",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(find("chromedriver").orElseThrow().toFile())
            .usingAnyFreePort()
            .withSilent(true)
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  /** The driver, for what this class has no method for. */
  ChromeDriver driver() {
    return driver;
  }

  /** Opens a page and waits until it has loaded. */
  void open(String url) {
    driver.get(url);
  }

  /** Waits for an element that is shown, by its CSS selector. */
  WebElement find(By where) {
    return waiting(where.toString())
        .until(
            page ->
                page.findElements(where).stream()
                    .filter(WebElement::isDisplayed)
                    .findFirst()
                    .orElse(null));
  }

  /** Waits for an element that is shown, by its CSS selector. */
  WebElement css(String selector) {
    return find(By.cssSelector(selector));
  }

  /** Waits until a condition on the page holds. */
  void await(String what, BooleanSupplier condition) {
    waiting(what).until(page -> condition.getAsBoolean());
  }

  /** Waits until the text of an element contains a text. */
  void awaitText(String selector, String text) {
    waiting("'" + text + "' in " + selector)
        .until(
            page ->
                page.findElements(By.cssSelector(selector)).stream()
                    .anyMatch(element -> element.getText().contains(text)));
  }

  private WebDriverWait waiting(String what) {
    WebDriverWait wait = new WebDriverWait(driver, LIMIT, Duration.ofMillis(50));
    wait.ignoring(StaleElementReferenceException.class);
    wait.withMessage(what);
    return wait;
  }

  /** Sets the size of the page's window, in CSS pixels. */
  void resize(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Sets what the user prefers, such as {@code prefers-color-scheme} and {@code dark}. */
  void prefer(String feature, String value) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", feature, "value", value))));
  }

  /** Writes a picture of the window as PNG. */
  void screenshot(Path file) {
    try {
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the pages logged as errors, or the browser about them. */
  List<String> errors() {
    for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
      if (entry.getLevel().intValue() >= Level.SEVERE.intValue()) {
        errors.add(entry.getMessage());
      }
    }
    return List.copyOf(errors);
  }

  /** The URLs that pages asked for, in order. */
  List<String> requests() {
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      JsonObject message =
          JsonParser.parseString(entry.getMessage()).getAsJsonObject().getAsJsonObject("message");
      JsonObject params = message.getAsJsonObject("params");
      switch (message.get("method").getAsString()) {
        case "Network.requestWillBeSent" ->
            requests.add(params.getAsJsonObject("request").get("url").getAsString());
        case "Network.webSocketCreated", "Network.webTransportCreated" ->
            requests.add(params.get("url").getAsString());
        default -> {}
      }
    }
    return List.copyOf(requests);
  }

  /** Those of {@link #requests} that another machine would have to answer. */
  List<String> requestsToOtherMachines() {
    return requests().stream().filter(url -> !isLocal(url)).toList();
  }

  private static boolean isLocal(String url) {
    // Only the scheme and the host matter, and what follows them may be no valid URI.
    String scheme = url.substring(0, Math.max(0, url.indexOf(':')));
    if (LOCAL_SCHEMES.contains(scheme)) {
      return !url.startsWith("file://") || url.startsWith("file:///");
    }
    String host = URI.create(url.replaceFirst("^([^:]*://[^/?#]*).*$", "$1")).getHost();
    return host != null && LOCAL_HOSTS.contains(host);
  }

  /** Continues in a new tab, which shares no session with the one before. */
  void newTab() {
    String old = driver.getWindowHandle();
    driver.switchTo().newWindow(WindowType.TAB);
    String opened = driver.getWindowHandle();
    driver.switchTo().window(old).close();
    driver.switchTo().window(opened);
  }

  /** Forgets what was logged so far, including errors that a test expects. */
  void forgetLogs() {
    errors();
    requests();
    errors.clear();
    requests.clear();
  }

  /** Ends the browser and its driver. */
  @Override
  public void close() {
    driver.quit();
  }

  private static Optional<Path> program() {
    return NAMES.stream().map(Browser::find).flatMap(Optional::stream).findFirst();
  }

  private static Optional<Path> find(String name) {
    String folders = System.getenv().getOrDefault("PATH", "");
    return List.of(folders.split(File.pathSeparator, -1)).stream()
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
