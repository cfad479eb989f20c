/// `tandem cluster`: several real nodes on this machine, as processes of their own that outlive the
/// command. [ClusterCommand] is what is typed, [LocalCluster] does it, [ClusterPlan] decides names,
/// roles and ports, [ClusterFile] remembers what runs between two commands.
@NullMarked
package dev.tandem.node.cli.cluster;

import org.jspecify.annotations.NullMarked;
