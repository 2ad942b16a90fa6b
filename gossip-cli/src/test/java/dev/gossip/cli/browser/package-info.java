/** Tests of web pages in a real browser, without a display. */
@NullMarked
package dev.gossip.cli.browser;

import org.jspecify.annotations.NullMarked;
