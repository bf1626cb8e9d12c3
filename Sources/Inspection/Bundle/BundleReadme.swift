internal import Primitives
internal import Transparency

/// What whoever opens a bundle reads first, in Chinese and English.
enum BundleReadme {
    static func text(_ checkpoint: Checkpoint, records: Int) -> String {
        """
        # 审计日志证据包 Evidence from an audit log

        日志 log: `\(checkpoint.origin)`
        检查点 checkpoint: \(checkpoint.size) 条记录 records, root `\(Hex.encode(checkpoint.root))`
        本包记录数 records in this bundle: \(records)

        ## 如何校验

        只需 Python 3，无需安装任何软件：

            python3 \(VerifierScript.name) . --key '运营者的公钥'

        公钥（形如 `名称+哈希+密钥`）应在日志启用时由运营者交付，或从运营者的其他渠道取得；`data/keys.txt` 中的公钥随包而来，只能用于对照，不能作为信任依据。
        输出为一个 JSON 对象：`verdict` 为 `verified`（通过）、`failed`（未通过，`first_bad` 指出第一处问题）或 `inconclusive`（无法断定）。

        包的格式是 BagIt 1.0（RFC 8493），也可以用任何 BagIt 工具检查文件是否完整。

        | 文件 | 内容 |
        |---|---|
        | `data/records.jsonl` | 所选记录，与日志中的字节完全一致，每行一条 |
        | `data/proofs/` 或 `data/frames/`、`data/roots` | 每条记录在日志中的证明（C2SP tlog-proof），或整帧记录及各帧哈希 |
        | `data/checkpoint`、`data/checkpoints` | 已签名的检查点，含见证者的联署（如有） |
        | `data/packs/` | 当时生效的规则包，以摘要命名；找不到的列在 `custody.json` |
        | `custody.json` | 保管链：何人、何时、用何程序、按何条件取出，数量与哈希 |
        | `tagmanifest.note` | 对全部清单的签名（取出者持有日志密钥时才有） |

        能证明：这些记录自检查点签名之后未被更改，且确实在该日志之中。不能证明：记录内容属实，或没有其他事件未被记录。
        摘要 `hmac` 带密钥，不能由此还原正文；持有当月密钥者可以核对某段文本是否即为该条记录的正文。

        ## How to verify

        Python 3 is enough, nothing has to be installed:

            python3 \(VerifierScript.name) . --key 'THE OPERATOR'S VERIFIER KEY'

        Take the key (`name+hash+key`) from the operator when the log begins, or by another way than this bundle; the keys in
        `data/keys.txt` came with what they would vouch for. The answer is one JSON object: its `verdict` is `verified`,
        `failed` (`first_bad` says where) or `inconclusive`.

        The folder is a bag of BagIt 1.0 (RFC 8493): any BagIt tool tells whether its files are whole.

        | file | what it is |
        |---|---|
        | `data/records.jsonl` | the records, byte for byte as they are logged, one a line |
        | `data/proofs/`, or `data/frames/` and `data/roots` | a proof of each record (C2SP tlog-proof), or whole frames and the hashes of all frames |
        | `data/checkpoint`, `data/checkpoints` | the signed checkpoints, with cosignatures of witnesses where there are some |
        | `data/packs/` | the rule packs that were in force, named by digest; `custody.json` lists those that were not at hand |
        | `custody.json` | who took this out, when, with which program, by which query; counts and hashes |
        | `tagmanifest.note` | a signature over all manifests, where whoever took it out had the log's key |

        It proves that these records stand in that log and were not changed since the checkpoint was signed. It does not prove
        that what they say is true, nor that nothing happened which was not recorded.

        """
    }
}
