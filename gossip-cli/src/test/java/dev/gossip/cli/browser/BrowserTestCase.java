package dev.gossip.cli.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * The base of tests in a browser, which one class of tests shares; each test has a tab of its own.
 * After each test its pages must have logged no error, and must have asked no other machine.
 */
@RequiresBrowser
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 180, threadMode = ThreadMode.SEPARATE_THREAD)
abstract class BrowserTestCase {
  private final Browser browser = Browser.start();

  /** The browser of this class of tests. */
  final Browser browser() {
    return browser;
  }

  @BeforeAll
  void forgetEmptyPage() {
    browser.forgetLogs();
  }

  @AfterEach
  void pagesLogNoErrorAndAskNoOtherMachine() {
    try {
      assertThat(browser.errors()).as("errors in the console").isEmpty();
      assertThat(browser.requestsToOtherMachines()).as("requests to other machines").isEmpty();
    } finally {
      browser.newTab();
      browser.forgetLogs();
    }
  }

  @AfterAll
  void closeBrowser() {
    browser.close();
  }
}
