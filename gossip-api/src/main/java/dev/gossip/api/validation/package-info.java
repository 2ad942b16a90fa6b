/** Message validation: the application's own checks. */
@API(status = API.Status.MAINTAINED)
@NullMarked
package dev.gossip.api.validation;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
