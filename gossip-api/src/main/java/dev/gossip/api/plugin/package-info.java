/**
 * How plugins are found, configured and wired. The only package of this module that depends on
 * Guice.
 */
@NullMarked
package dev.gossip.api.plugin;

import org.jspecify.annotations.NullMarked;
