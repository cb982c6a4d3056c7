@NullMarked
package dev.penstock.pool.source;

import org.jspecify.annotations.NullMarked;
