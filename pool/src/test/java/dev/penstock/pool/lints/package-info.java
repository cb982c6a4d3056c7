@NullMarked
package dev.penstock.pool.lints;

import org.jspecify.annotations.NullMarked;
