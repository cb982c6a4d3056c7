/** Where a console gets the records of a pool: from a pool of the same process, or from another process over JMX
 * or HTTP. */
@NullMarked
package dev.penstock.console.source;

import org.jspecify.annotations.NullMarked;
