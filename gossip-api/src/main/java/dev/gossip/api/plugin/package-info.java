/** How plugins are found, configured and wired. The only package that knows Guice. */
@NullMarked
package dev.gossip.api.plugin;

import org.jspecify.annotations.NullMarked;
