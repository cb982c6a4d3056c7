@NullMarked
package dev.penstock.pool.blocking;

import org.jspecify.annotations.NullMarked;
