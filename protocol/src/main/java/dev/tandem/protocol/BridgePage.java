package dev.tandem.protocol;

import java.util.List;

public record BridgePage(String node, List<BridgeInfo> bridges) implements Wire {}
