@NullMarked
package dev.penstock.pool.alerting;

import org.jspecify.annotations.NullMarked;
