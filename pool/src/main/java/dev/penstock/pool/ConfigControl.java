package dev.penstock.pool;

import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The MBean of a data source's live properties. The data source itself is no MBean, because frameworks that export
 * MBeans would register it a second time.
 */
record ConfigControl(PenstockConfig config) implements PenstockConfigMXBean {
    @Override
    public Map<String, String> getAlertRules() {
        Map<String, String> rules = new TreeMap<>();
        Properties set = config.getAlerts();
        if (set != null) {
            set.forEach((name, rule) -> rules.put(name.toString(), rule.toString()));
        }
        return rules;
    }

    @Override
    public void setAlert(String name, @Nullable String rule) {
        config.setAlert(name, rule);
    }

    @Override
    public String getLints() {
        return config.getLints();
    }

    @Override
    public void setLints(@Nullable String value) {
        config.setLints(value);
    }

    @Override
    public long getConnectTimeout() {
        return config.getConnectTimeout();
    }

    @Override
    public void setConnectTimeout(long millis) {
        config.setConnectTimeout(millis);
    }

    @Override
    public long getCloseTimeout() {
        return config.getCloseTimeout();
    }

    @Override
    public void setCloseTimeout(long millis) {
        config.setCloseTimeout(millis);
    }

    @Override
    public @Nullable String getUsername() {
        return config.getUsername();
    }

    @Override
    public void setUsername(@Nullable String value) {
        config.setUsername(value);
    }

    @Override
    public void setPassword(@Nullable String value) {
        config.setPassword(value);
    }

    @Override
    public void changeCredentials(@Nullable String username, @Nullable String password) {
        config.changeCredentials(username, password);
    }

    @Override
    public @Nullable String getPoolName() {
        return config.getPoolName();
    }

    @Override
    public int getMaximumPoolSize() {
        return config.getMaximumPoolSize();
    }

    @Override
    public void setMaximumPoolSize(int value) {
        config.setMaximumPoolSize(value);
    }

    @Override
    public int getMinimumIdle() {
        return config.getMinimumIdle();
    }

    @Override
    public void setMinimumIdle(int value) {
        config.setMinimumIdle(value);
    }

    @Override
    public int getMaximumPerBackend() {
        return config.getMaximumPerBackend();
    }

    @Override
    public void setMaximumPerBackend(int value) {
        config.setMaximumPerBackend(value);
    }

    @Override
    public int getMinimumIdlePerBackend() {
        return config.getMinimumIdlePerBackend();
    }

    @Override
    public void setMinimumIdlePerBackend(int value) {
        config.setMinimumIdlePerBackend(value);
    }

    @Override
    public int getConnectRate() {
        return config.getConnectRate();
    }

    @Override
    public void setConnectRate(int value) {
        config.setConnectRate(value);
    }

    @Override
    public long getIdleTimeout() {
        return config.getIdleTimeout();
    }

    @Override
    public void setIdleTimeout(long millis) {
        config.setIdleTimeout(millis);
    }

    @Override
    public long getMaxLifetime() {
        return config.getMaxLifetime();
    }

    @Override
    public void setMaxLifetime(long millis) {
        config.setMaxLifetime(millis);
    }

    @Override
    public long getKeepaliveTime() {
        return config.getKeepaliveTime();
    }

    @Override
    public void setKeepaliveTime(long millis) {
        config.setKeepaliveTime(millis);
    }

    @Override
    public long getValidationTimeout() {
        return config.getValidationTimeout();
    }

    @Override
    public void setValidationTimeout(long millis) {
        config.setValidationTimeout(millis);
    }

    @Override
    public long getAliveBypassWindow() {
        return config.getAliveBypassWindow();
    }

    @Override
    public void setAliveBypassWindow(long millis) {
        config.setAliveBypassWindow(millis);
    }

    @Override
    public long getDrainTimeout() {
        return config.getDrainTimeout();
    }

    @Override
    public void setDrainTimeout(long millis) {
        config.setDrainTimeout(millis);
    }

    @Override
    public @Nullable String getCatalog() {
        return config.getCatalog();
    }

    @Override
    public void setCatalog(@Nullable String value) {
        config.setCatalog(value);
    }

    @Override
    public long getConnectionTimeout() {
        return config.getConnectionTimeout();
    }

    @Override
    public void setConnectionTimeout(long millis) {
        config.setConnectionTimeout(millis);
    }

    @Override
    public int getMaxWaiters() {
        return config.getMaxWaiters();
    }

    @Override
    public void setMaxWaiters(int value) {
        config.setMaxWaiters(value);
    }

    @Override
    public int getMaxBarging() {
        return config.getMaxBarging();
    }

    @Override
    public void setMaxBarging(int value) {
        config.setMaxBarging(value);
    }

    @Override
    public long getLeakDetectionThreshold() {
        return config.getLeakDetectionThreshold();
    }

    @Override
    public void setLeakDetectionThreshold(long millis) {
        config.setLeakDetectionThreshold(millis);
    }

    @Override
    public long getSlowAcquireThreshold() {
        return config.getSlowAcquireThreshold();
    }

    @Override
    public void setSlowAcquireThreshold(long millis) {
        config.setSlowAcquireThreshold(millis);
    }

    @Override
    public long getSlowHoldThreshold() {
        return config.getSlowHoldThreshold();
    }

    @Override
    public void setSlowHoldThreshold(long millis) {
        config.setSlowHoldThreshold(millis);
    }

    @Override
    public long getStatusInterval() {
        return config.getStatusInterval();
    }

    @Override
    public void setStatusInterval(long millis) {
        config.setStatusInterval(millis);
    }

    @Override
    public long getStatusTimeout() {
        return config.getStatusTimeout();
    }

    @Override
    public void setStatusTimeout(long millis) {
        config.setStatusTimeout(millis);
    }

    @Override
    public long getBackendProbeInterval() {
        return config.getBackendProbeInterval();
    }

    @Override
    public void setBackendProbeInterval(long millis) {
        config.setBackendProbeInterval(millis);
    }

    @Override
    public boolean isAbortOnBackendLoss() {
        return config.isAbortOnBackendLoss();
    }

    @Override
    public void setAbortOnBackendLoss(boolean value) {
        config.setAbortOnBackendLoss(value);
    }
}
