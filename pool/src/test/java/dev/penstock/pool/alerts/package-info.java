@NullMarked
package dev.penstock.pool.alerts;

import org.jspecify.annotations.NullMarked;
