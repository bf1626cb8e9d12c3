// Made by make_words.py; see NOTICE for sources and terms.
// swift-format-ignore-file

/// Common words, in the forms that `make_words.py` describes.
enum CommonWordsData {
    static let long = """
        一下子,两个,个个,个多,个多月,个月,九六二年,会儿,体化,分钟,动不动,口气,周年,国两制,块儿,夜间,大早,天到晚,季度,定量,家人,成不变,把手,拥而上,方面,时期,时间,月份,模一样,次性,清二楚,点儿,点点,
        等奖,系列,般说来,言不发,路上,辈子,连串,部分,阵子,阵阵,院制 万人次,公斤,公顷,千瓦,吨级,多亩,多公里,平方公里,平方米,立方米,美元 三中全会,十六,十多年,十年,峡大坝,座门,民主义,角形,角洲,部曲,顾
        茅庐 上万元,半场,半年,海市,海水产大学,议院 下一代,功夫,半场,半年,回分解 不久前,仅仅,仅如此,以为然,利于,动声色,变资本,可一世,可思议,可避免,合理,同于,在乎,在话下,多时,失为,好意思,得不,得了,得
        已,必要,怎么,敢当,由得,由自主,知不觉,知去向,知所措,管怎样,约而同,耐烦,能不,自禁,至于,要紧,规则,计其数,论是,足以,远处 与众不同,会者,此同时 专业化,科学校 世代相传,界各地,界性,界杯,界观,纪末 
        丘处机 业内人士 东交民巷,北地区,北大学,北部,南亚,南部,坡肉,安门,林党,西方,长安街,风汽车公司 丝绸之路 两三个,个凡是,口子,院制 个性化 中下游,世纪,书省,产阶级,共中央,医药大学,华书局,华和钟,华民国
        ,华民族,华门,华鲟,南海,南部,国共产党,国国民党,国地质大学,国外交部,国大学,国工农红军,国政协,国政府,国科学院,国移动,国证监会,国足协,国队,央人民政府,央军委,央委员,央委员会,央政府,央政治局,央电视台,
        央集权,学生,密度,小企业,小学,山公园,山堂,山路,年人,新网,枢神经,流砥柱,美洲,西部,轴线,间体 丰富多彩 丹江口,江口市,江口水库,麦队 为什么,的是 主义者,人公,任委员,动性,席台,席团,持人,教练,旋律 
        举世闻名 义务教育,勇军,和团,和团运动 之所以 乌鲁木齐 乒乓球 九五之尊,宫山,曲回肠,阴真经 也就是说 习惯于 乡土气息,政府,镇企业 买买提 乱七八糟 乳白色,腺癌 了不起 事务所,实上 二十一,十一条,十七年,
        十七日,十万,十二年,十五,十六年,十四,十四年,十多年,十年,氧化碳,郎庙 云南省 互联网 五台山,四运动,色土,角大楼 井冈山 亚历山大,太地区,热带,细亚,运会 交响乐团,响曲,易所,易日,界处,货值 产业化,业园
        ,业资本,销率 京九线,九铁路,山县,广线,广铁路 人代会,口数,大代表,大常委会,工湖,杰地灵,民代表大会,民公社,民共和国,民军队,民团体,民大会堂,民币,民政协,民政府,民日报,民检察院,民武装,民法院,民网,民解
        放军,民解放战争,类学,行道,道主义,际关系 亿千瓦时,多元,立方米,美元 什么样 仅供参考,次于 从来不 他妈的 仙桃市 仡佬族 代主任,理人,表作,表团,表大会,表性 以至于,色列 价值观,值量 任何人,免权,意球 
        企业家 伊斯兰,斯兰教 众所周知,星捧月,议院 会计师,议室 传感器,教士,染病 体育场 余万元,平方米 佛罗伦萨 作曲家 使用者,馆区 供应商 依山傍水 侦察机 侵略军,略者 俄罗斯 俗话说 保加利亚,康县,护区 信息
        产业部,息化,息技术,息网,用卡 修正主义 俱乐部 候补委员,选人 做生意 储油构造,藏量 催化剂 元大都 光合作用,彩夺目 克罗地亚 免不了 党中央,委书记,支部,政军,组织 入学率 全世界,军覆没,国人大,国代表大会
        ,国性,国政协,心全意,方位,权代表,球化,球性 八十年代,国联军,路军 公元前,务员,安局,安部,安部队,有制,生桥,积金,路桥,路网 共产主义,产党,产党人,产党员,产国际,同体,同纲领,和国 关系人 兴山县,高采烈
         兵家必争之地 其他人 养鸡场 内分泌,蒙古,蒙古自治区 再生产 军事检察院,事法院,委会,政府 农业区,业部,业部渔业局,产品,作物,林牧渔业,民起义,牧业,田水利 冲积平原,锋枪 决不会,不能,定性,议案 冷冷的 净
        利润 凝聚力 几何学,内亚,分钟,十个,十年,十斤,千年,百年,百斤 凤凰山 凯旋归来 出人意料,其不意,发点,奇制胜,家人,版物,版社,生率,租车 分公司,子式,数线,析师,水岭,泌物,辨率 创业园,始人,建者,造性 
        初等教育,级阶段 利息率,比亚,润率,物浦 别有风味 刮水器 到头来,时候 制度化,造业,造商 刹那间 前一天,不久,所未有 剧作家 剩余产品,余价值,余价值率,余劳动 副作用,教授 办事处,公厅,公室,公楼 加勒比海,
        拿大,速器 动不动,力学,植物,植物园,物园 劳动力,动生产率,动者 匈牙利 化合物,妆品,学反应,学家,学工业 北京地区,京城,京大学,京市,京市政协,伐战争,冰洋,河口,洋军阀,洋政府,美洲 医学院 十一五,一届,一
        年,一月,七年,三个,三年,九年,二五,二年,二月,五大,五年,五道,余年,八年,八日,六年,几个,几年,四年,堰市,多年,月革命 千公顷,吨级,方百计,百年 升学率 半决赛,导体,封闭,殖民地 华中农业大学,中地区,中
        师范大学,中科技大学,盛顿 卖国求荣,国贼 南京城,京市,京长江大桥,北朝,昌起义,水北调,环路,美洲 博物馆,览会 占优势 卧薪尝胆 卫生部 印度人,度尼西亚,度教,度河,度洋,第安人 历史学家,史性 厉无畏 厚厚的 
        原则上,子弹,子核,子能,材料,来如此,种场 县市区,政府,级市 参议院,谋长 又惊又喜 反倾销,动派,对派,过来,革命 发信人,动机,射器,展中国家,展史,展观,布会,源地,生地,电机,病率,祥地,脾气,言人,起人,达
        国家 取决于 受不了,害者,访者 变废为宝,质岩 叙利亚 古人类,墓群,希腊,琴台,罗马 另一方面 只不过,此一家 可不是,变资本,想而知,能性,行性,说是,靠性 台湾省 司令员,令部,法部 各司其职,家各户,种各样 合
        作社,葬墓 吉林省 吊脚楼 同一个,义词,位素,工同酬,盟会 名列前茅,副其实,胜区,胜古迹,闻遐迩 吞吐量 吸引力 周恩来,期性 呼吸道 和平共处 咬牙切齿 咸宁市 哈哈大笑,尔滨,尼族,萨克族 哥伦比亚 哲学家 哺乳
        动物 唯心主义,物主义 商业银行,品经济,学院,洛山,用车 器材厂 嚣张气焰 四人帮,十五里,十年,川省,通八达,面八方 回味无穷,老家 因特网 园林式,艺场 固定资产 国共合作,内外,务卿,务委员,务院,务院令,家博物
        馆,家旅游局,家机关,家森林公园,家级,家计划,家队,庆节,民党,民党中央,民政府,民经济,民革命军,防委员会,防部,防部长,际化,际法 图书馆 圆锥形 土台子,地改革,地革命,地革命战争,家族,特产,耳其,耳其人 圣彼
        得堡 在校生 地下水,中海,方官,方性,球化学,理学,空导弹,级市,表水,质学 垂帘听政 埃塞俄比亚 培训班 基本上,本工资,本建设,督教,金会 塔吉克族 增加值,长率 墨西哥 声势浩大 处理器 复印件,旦大学,杂性 外
        事委员会,交官,交部,交部新闻司,交部长,向型,国人,国语,祖母,经贸 多万平方米,元化,公里,功能,媒体,样化,样性,瑙河,种多样 大丈夫,专学校,中型,伙儿,体上,使馆,兴安岭,冶市,别山,吃一惊,团结,多数,大小小
        ,大的,奖赛,学士,学生,峡谷,巴山,幅度,拇指,本营,沽口,洋洲,湾特,熊猫,理寺,理石,红门,自然,街小巷,西洋,规模,跃进,踏步,连市,通道,部分,都城,门口,陆架,面积,革命 天下第一,主教,地会,安门,安门城楼
        ,安门广场,文学,文学家,河机场,津市,津队,然气,门市,鹅洲 太平天国,平洋,行山,阳系,阳能 夫人城,人道 奋发进取 奖学金 奠基人 奢侈品 奥地利,斯曼帝国,运会 女孩儿,孩子 奴隶主,隶制 好不好,不容易,几个,
        奇心,容易,端端,莱坞 如果说 委内瑞拉,员会,员长,托书,托人 姨太太 威风凛凛 娃娃鱼 子公司 孝感市 季风性,风气候 学府路,术界,院路 宇航员 安全局,定门,徽省,理会 宗人府 宜昌市 实习生,事求是,实在在,德
        队,质性,际上,验室 审判员,判权,计署,计长 客货轮 密密麻麻 对不起,外开放,外贸易 封建主义,建社会 小伙子,女孩,孩子,小的,心翼翼,时候,河口,白菜 少不了,年儿童,数民族 就是说 尼日利亚,罗河 尽可能,管如
        此 局限性 居委会 山东省,海关,西省 崇阳县 州政府 巡洋舰,航导弹,视员 工业化,业区,业园,业部门,人运动,人阶级,作人员,作日,作组,作者,作部门,信处,农业,农兵,商业,商局,学院,程学院,程局,程师,艺品 差
        不多,额选举 巴东县,勒斯坦,基斯坦,拿马,比伦,西队 市中心,场化,场经济,政府,辖区 布鲁塞尔 师范大学,范学院 希腊人 帝国主义 常委会,言道 干什么,干净净 平方公里,方千米,方厘米,方米,民百姓,起平坐 年轻人
         并发症 广东省,州市 应城市,聘者 店小二 座谈会 建始县,筑业,筑师,筑物,筑群,设路 开发区,发商,发型,幕式,玩笑 引人注目 张湾区 弹道导弹 强有力 当事人,务之急,地人,家作主,阳市 录取率 影响力 径流量 
        得不到,天独厚 御林军 微不足道,分方程,生物,软公司 德安府,意志 心理学,脏病,血管 必不可少,要条件 忍不住 志愿军,愿者 怎么样 思想家 性别比,生活 怪不得 总书记,产值,产量,人口,公司,动员,参谋长,司令,
        工程师,指挥,经理,统府,队长,面积 恍然大悟 恨不得 恩施市 恭恭敬敬 息息相关 悄悄地 情不自禁 惊心动魄 想不到 愈来愈 意味着,大利,想不到,料之外,识形态 慷慨激昂 成千上万,员国,年人 或多或少,者说 战斗力
        ,斗机,略性,胜国 截然不同 房地产 所作所为,到之处,在地,有人,有制,有权,有者 扁圆形 手下人,工业,忙脚乱,指头,榴弹,电筒 打交道,招呼,电话 执政党,政府,法权,行官 技术开发区 投资者 抗日战争,日救亡,生
        素,美援朝,辐射,逆性,震救灾 护卫舰 拉丁美洲 拖拉机 招待会,待所,聘会 拦河坝 拨乱反正 拿破仑 指导员,挥员,挥官,挥所,挥部 按捺不住 挺身而出 捕获量 换句话说 捷克斯洛伐克 掌门人 排水量 探测器 接下来,
        待日,连不断 控制系统 摄政王,氏度 摇摇头 摩托车,洛哥 摸金校尉 撒拉族 操作系统 改装车,进型 放在眼里,射性 政府部门,治协商会议,治委员,治学,治家,治局,治权利,治经济学,治部 故宫博物院 救亡运动 教科书,
        练机,育厅,育部 数十万,十个,十年,千年,字化,学家,据库,百年 整风运动 文化史,化大革命,化层,化教育,化路,化部,学史,学家,工团,教卫生,昌市,武百官,理学院,艺复兴,责自负 断断续续 斯洛伐克 新世纪,加坡,
        华社,华网,华门,四军,婚燕尔,文化运动,民主主义,石器,科状元,纪元,西兰,闻司,闻界,闻网,陈代谢 方解石,面军 施用量 旅游业,游区,游局,游者,行社 无产阶级,人机,可奈何,影无踪,所谓,数次,条件,线电,能为力
        ,记名,论如何,论是,霜期 既然如此 日内瓦,本国会,本政府,本自卫队 时不时 昆仑山 明末清初 星期天,火计划,罗棋布 是不是,因为 显示器,而易见 晒太阳 普通人,通话 晶体管 更何况 最后通牒,高人民法院,高峰,高
        点 有利于,助于,史以来,意思,意识,所不同,所作为,时候,机物,没有,点儿,的是,益于,色金属,钱有势,限公司,限责任 服务业,务员,务器 朝天椒,鲜人,鲜半岛,鲜战争,鲜族 木结构 本世纪,科生,行政区域 机动性,动
        车,器人,械化,械厂 杂草丛生 权威性 村委会 来不及,得及,源于 松滋市,花江 极少数 枢密院 枣阳市 枯水期 染色体 柬埔寨 柴油机 标准化 核动力,弹头,武器,潜艇,电站,试验 根据地,本性 桐柏山 桥头堡 检察员
        ,察长,察院 棉纺织 棕黄色 椭圆形 榴弹炮 模范县 欢呼声 欧亚大陆,共体,洲人,阳克 正阳门 此起彼伏 武当山,当山风景区,昌区,昌起义,汉大学,汉市,汉理工大学,汉队,穴市,装力量,装起义,装部队,警部队,陵山 死
        亡率,里逃生 歼击机 残疾人 殖民主义,民地,民者 毁灭性 比不上,利时,如说,比皆是 毕业生 毛主席纪念堂 毫不犹豫,无疑问 民主主义,主人士,主党,主党派,主集中制,主革命,办教师,族主义,族乡,族自治 氧化物 氨基
        酸 水产业,产品,产局,利工程,源地,电站,资源 求职者 汉南区,口站,阳区 江南西,夏区,岸区,汉区,汉平原,苏省,西省,陵县 污染物 沉积物 沙市区,特阿拉伯 没什么,想到 河北省,南省 法兰克福,兰西,国人,律委员
        会,西斯 波斯湾,罗的海 泥灰岩 注意力 洛杉矶 洞庭湖 洪山区 活生生 派出所 流动性,芳百世,通股 浙江省 浩浩荡荡 浪漫主义 海内外,军工程大学,军陆战队,南岛,南省,岸线 消费品,费者 淡水鱼,淡的 深圳市 混凝
        土,合物 添加剂 清华大学,政府,清楚楚 游击战,击战争,击队,戏机 湖北省,北省委,北省政府,南省 滋补品 潜江市 澳大利亚 火炬计划,电站,箭弹,箭炮,腿肠,车站 灰褐色 灵活性 点火器,点头 热力学,呼呼,带雨林,
        泪盈眶 焕然一新 焦山河 照相机 燕京大学 爆米花 爱国主义,国人士,国者,好者 片刻间 物理学,理学家 特殊教育,派员,种部队 犹太人 独具一格,具特色,树一帜,立性,立自主,联体 狮子山 猴头菇 玩意儿 环境保护 现
        代人,代化,实主义 珊瑚礁 班主任 理事会,事长,工学院,所当然 琉璃瓦 甘肃省 生产关系,产力,产总值,产方式,产率,产线,产者,产能力,产资料,产量,命力,态学,死存亡,活资料,物体,物学,物学家,理学,长量 用不着
        ,材林,电量 由此可见 甲午战争,状腺,骨文 电动机,子书,子商务,子战,子邮件,影节,影院,气化,磁波,视剧,视台,视机,饭煲 男子汉,朋友 留下来,学生 畜牧业 病虫害 登记日,陆舰 白俄罗斯,沙洲,鳍豚 百亿元,分
        点,花园 皇太子,太极 监事会,利县,督权 目的地,瞪口呆 直升机,辖市 相互作用,对论,当于,比之下 省内外,政府,辖市 看上去,不到,起来 眼睁睁 瞧不起 知名度,识产权,识分子,识点 短短的,篇小说 石榴石,灰岩,
        灰石,膏矿,首市 矿产地,物质 研究会,究员,究室,究所,究生,究院,讨会,讨班 破土动工 硅灰石 示范区,范县 社会主义,会保障,会党,会制度,会化,会学,会科学 神农架,农架林区,来之笔,经元,经系统 禁不住 福建省
         离不开 禽流感 私有制 种植业 科学家,学技术,学院,技园区 秘书长 秭归县 积极性 称之为 稳定性 穆斯林 空降兵 突如其来,尼斯,破口 立方米 竞争力 竹山县,溪县 笑吟吟,嘻嘻 笔架山,记本 第一个,一产业,一代
        ,一件,一位,一分,一卷,一台,一名,一天,一家,一届,一峰,一座,一批,一期,一条,一次,一步,一种,一章,一线,一节,一部,一面,三个,三产业,三代,三卷,三名,三天,三届,三批,三次,三种,三章,三纪,九届,二个,
        二产业,二代,二位,二卷,二天,二年,二批,二次,二炮兵,二种,二章,二级,二节,五届,五次,六次,十届,四次,四章,四纪 等价物,离子体 简体字 管理局,理层,理权,理者 粉红色 粮食作物 精神文明 糖尿病 糯米粉,米
        饭 系主任,统地 紧急状态,接着 紫外线 繁体字,殖力 红安县,楼梦,细胞 纤维板,维素 纪念品,念日,念馆 纯收入 纳西族 纺织厂,织品 组委会,成部分,织法 经济体制,济作物,济型,济基础,济学,济学家,济带,济效益
        ,济林,济特区,济社会,理人,纪人,营者 结合部 给事中 绝大多数,大部分 统一战线,治区,治者,治阶级 继承人 维也纳,吾尔族 综合征,合性,合治理 编辑者 网络游戏 罗田县,马尼亚,马帝国 美国国会,国政府,国空军,
        术馆 群众性 羽毛扇,毛球 翰林院 耀武扬威 老人家,前辈,头儿,头子,年人,朋友,河口市,爷子,百姓 考古学 耕作业 耶路撒冷 联合会,合国,合政府,络线,邦院 聚合物 肆无忌惮 股份公司,份制 肯尼亚 肾上腺 胆固醇
         胡说八道 胰岛素 脂肪酸 脊椎动物 脚步声 自动化,动步枪,卫队,古以来,治区,治县,治州,治机关,治权,然保护区,然灾害,然环境,然界,然科学,然而然,然资源,由主义,由人,由化,由自在,给自足,行车,言自语 臭豆腐
         至关重要,高无上 舍不得 航天器,天飞机,空兵,空母舰,空港 艰苦奋斗 艺术品,术家,术类,术节 艾滋病 节度使 芝加哥 苏格兰,格拉底,维埃,维埃政府,门羚 若干个 英国人,国议会,山县,格兰,特尔,雄好汉 荆州区,
        州市,沙市,门市 草泥马 药物学 荷枪实弹 莎士比亚 莫名其妙,过于 莱比锡 菲律宾 葛洲坝,洲坝水电站 葡萄牙,萄牙人,萄糖,萄酒 董事会,事长 蒙古族 蒸汽机 蓄积量 蕲春县 蕴藏量 蛋白质 融为一体 行政公署,政区
        ,政区划,政区域,政部门 表决权 被统治者,选举权 装甲兵,甲师,甲车 襄城区,樊市,渝线,渝铁路 西伯利亚,便门,北地区,北部,南部,班牙,班牙人,直门 要不是,不然 覆盖率 观察员,礼台 规划师,章制度,范化 解放军
        ,放区,放后,放思想,放战争,放路 计划生育,划经济,算机 认识论 训练团,练班 记者会 许许多多 设计师,计者 证券报 试用期 语言学 说不定,不得,不清,到底,实话,明书 诺基亚 读书人 调关镇 谈不上 谷城县 豫西
        南 负责人,责制 财政部 责任制,任感 货币资本 贵州省 资产阶级,本主义,本家 走马岭 起义军 超音速 越来越 跨国公司 身份证 车城西 转折点 软件园,件工程 轰炸机,轰烈烈 轻工业,轻地 辍学率 辐射量 辛亥革命 
        辣椒酱 辩证法 辽宁省,宁队 迄今为止 过不去,日子 运动会,动员,营商,载火箭,输机,输线,输量 近代史,年来,现代 这一下,会儿,就是说,方面,时候,样一来,样的话,部分 进一步,出口,行曲 远安县,距离,远地 连成
        一片 迫不及待,击炮 迷迷糊糊 适应性 选举权 透明度 通山县,讯员,讯社,货膨胀 造反派 道教协会 遗传学 邮政编码 郡县制 都察院,督府 鄂州市,西北,豫皖 采伐量 里程碑 重工业,庆市,晶石,要性 野战军 金丝猴,
        正日,黄色 鉴定会 针叶林,对性 钓鱼岛 钾长石 铁路线,道部 银河系,行券 销售额 锡伯族 锦标赛,衣卫 长三角,安街,方形,期以来,条形,江三峡,江大桥,江流域,治久安,篇小说,长的 间接选举 闻一多,名中外 阔叶林
        ,叶树 防腐剂 阳新县 阶级斗争 阿尔及利亚,弥陀佛,昌族 陆军大学 陌生人 降水量,雨量 陕西省 除此之外 陪审员 随州市 集体所有,团公司,团军,成电路,装箱 零部件 需求量 霎时间 青山区,年人,海省,藏高原,铜器
         静悄悄,静地 非农业,同小可,线性 面对面,面相觑 革命党,命家,命战争 音乐会,乐厅,乐堂,乐学院 顷刻间 顽固派 顾不上,不得 预备役,警机 领导人,导人员,导权,导班子,导者 颐和园 风景区,景线 飞行员,行器 
        马克思主义,列主义,到成功,来西亚,蹄声,铃薯,鞍山 驰名中外 驱逐舰 驻京办 驾驶员 高分子,利贷,山族,新技术,等学校,等教育,等院校,级中学,血压,速公路,速公路网 鸦片战争 黄冈市,土岗,土高原,石市,陂区 黑龙
        江,龙江省 默默地 齐达内
        """

    static let ownPairs = """
        一下一世一个一代一件一位一体一分一口一台一名一周一块一夜一大一天一定一家一年一座一批一把一时一期一条一来一样一次一点一片一种一等一线一般一节一路一连一阵一面万元万吨丈夫三个三名三天三峡三年三次三种上去上海下来下游不久不了
        不仅不会不利不到不及不变不可不合不同不在不失不好不容不必不敢不断不时不是不然不知不管不能不要不觉不论不足不过不远与会专业专科世代世界世纪东北东南东坡东西东风丝绸两个两口个性中医中国中型中外中央中学中年中心中枢中西中间丰富
        丹麦为止主人主任主动主席主持义军义务之下之外九五九年习惯乡镇书记事务事实二位二年二月二级云南五年五道五里交易交界交货产业产值产品产地产量京城人口人员人士人家人工人类亿元什么仅仅从来他人仙桃代理代谢以为以来以至价值任何任免
        任意企业优势会计会议体制体育何况余万余年作业作为作家作用作者使用使馆供应侦察侵略保护保障信息信用儿童光彩党员党委党政党派全会全军全国全局全球八年公元公司公园公安公斤公有公路公里六年共同关系兴山其他其实再生军事军工军政军阀
        军队农业农民农田决定决议决赛凝聚几个几何几分几年凡是出发出口出奇出家出版出生分子分数分析分泌分解分辨分钟创业创建创造初级利息利润到底制度制造前辈剧作力学力量办事功夫功能加速动工动物劳动化学北京北伐北大北美北部区域医学医药
        十万十三十个十六十四十堰十月千年半岛协会协商南京南北南昌南海南部卫生印度历史厘米原则原子原来原种去向县市县级参考反动反对反应反正发信发动发射发展发布发生发电发病发起发达取决变质口子古人古墓可不可能可行可见可靠台湾史学司法
        各地各家各种合作合理合葬同一同时同盟名列吸引周年周期呼吸呼呼呼声和平咬牙咸宁哈哈哲学商业商务商品器材四川四年四次四面因为团体团结园区园林固定国会国内国外国家国语国防国际圆形土地在校地下地区地方地球地理地表地质城区城市培训
        基本基础基金增加增长声势处理复兴复杂外事外国外贸多万多多多年多月多种夜间大专大体大使大冶大大大奖大学大小大幅大楼大洋大红大街大连大都大门大陆天下天地天文天津天然天门太太太子太行太阳夫人头儿奋斗奢侈奴隶好奇好汉如何如果如此
        委托威风娃娃媒体子弹存亡孝感季度学府学术学校学生学院孩儿孩子安全安定安徽定量宜昌实习实在实德实质实际实验审判家族容易密度对外对面导弹封建封闭小学小孩小心小时小说少年少数就是尽管局限山东山河山西山路峡谷巡视工业工人工作工商
        工程工艺工资巴东巴西市区市场希腊幅度干净平原平民年代年轻广东广场广州应城应聘建筑建设开发开幕开放弹头归来当地当然当阳录取形态影响微软德安心理心脏心血必要志愿怎么怎样思想性别总统总队恩施恭敬悄悄想到意志意思意识慷慨成功成员
        成年或者战争战斗战略战线战胜所以所有所谓手下手指执政执法执行技术把手投资抗日护卫拇指招呼招聘指头指导指挥捕获捷克掌门排水探测接待接着接连控制摇头操作支部收入改装改进改革放在政党政协政治故宫效益救灾教师教授教练教育数千数字
        数学数据数次数百文化文学文教文艺斗争新婚新闻方位方式方程方面旅游旋律无人无可无数无疑无穷无能无论既然日子日报日本时候时期时间昆仑明末星期显示普通晶体晶石最后最高月份有人有力有意有所有时有机有权有点有益有钱朋友服务朝鲜本国
        本性本科机关机动机器机场机械权利材料条件来源松滋松花极少构造林区枣阳柴油标准根据根本森林植物模范欢呼欧洲步枪武器武昌武汉武装武警武陵死亡毁灭比如毕业毫不毫无民主民办民国民族气候气息氧化水产水利水库水源求职汉口汉阳江南江苏
        江西江陵污染汽车沉积沙市没有河北河南河口治理法国法律波斯注意活性派出流动流域流芳流通流量浙江浪漫海关海军海岸海水消费淡淡深圳混合添加清初清华清楚渔业游戏湖北湖南源于潜艇激昂火器火箭火车灵活灾害炮兵点头点火热泪然而照相燕京
        爱国爱好片刻物体物理物质特产特殊特种特色状元状态犹豫独具独立狮子猴头环境现代现实珊瑚班子理会琴台甘肃生产生命生态生意生死生活生物生理生长由此电子电影电机电气电磁电视电话电路男子留下留学疑问登记登陆白色百姓百年百花的话监利
        监督目的相互相传相关相对相当相机相比省内省委眼里知名知识短短石膏石首矿产矿物研究社会神经福建离子私有种植科学科技秭归积极移动稳定空军空降突破竞争竹山竹溪笔架第九第四等价管理粮食精神系统紧急繁殖红军红安红楼红色纤维纪念纲领
        纺织线性组成组织细胞经济经理经营经贸结合结构统一统治继承综合编辑网络罗马美元美国美术群众老人老头老家老爷考古耕作联合联络联邦聚合股份能力脂肪脚步脾气膨胀自主自动自古自然自由自给自行至于航天航空艰苦艺术花园若干英国英山英雄
        荆州荆门草丛药物蒙古蒸汽蕲春蕴藏血管行政表决装甲褐色襄樊西北西南西方西部要紧覆盖观察规划规则规模规章规范计划认识训练议会议案记者许多设计证券试用试验语言说明说来读书豆腐负责财政责任货币贵州贸易资料资本资源起义起来距离路上
        路桥路线身份转折软件轻轻辐射辖区辣椒辽宁迄今过于过来运动运营运载运输近代这时这样这部进出进取进行远处远安远远适应逃生选举透明通讯通话通道造反道教遗传避免邮件邮政部分部长部门部队都城都督鄂州鄂西里程重庆重要金丝金属鉴定针对
        铁路银河银行销售长安长期长江门人门口间接闻名队长阵阵阶段陌生陕西院校随州集中集体集团集成需求霎时青年青海青铜面对面积革命音乐顽固预备预警领导风味风景飞机飞行马蹄驱逐驾驶高原高山高级高速鸦片黄冈黄土黄色黄陂
        """

    static let ownTriples = """
        丹江口义和团二十一俄罗斯党中央公安部公路网共和国内蒙古农业部动植物北京市十七年十二年十六年博物馆参谋长国务院国民党国防部土耳其外交部大多数大部分天安门天文学委员会工程师常委会开发区想不到政治局新闻司旅游局检察院武当山殖民
        地水电站湖北省物理学生产率生物学电视台省政府神农架科学院经济学统治者自卫队自治区苏维埃葛洲坝葡萄牙西班牙解放军选举权长安街领导人风景区黑龙江
        """

    static let pairs = """
        一个一串一倍一副一匹一句一堆一把一旦一杯一枚一桩一棵一盏一瞥一碗一篇一缕一艘一趟一隅一页一顿一齐丁卯七届万亩万吨万岁万镑丈夫三峡上海下午下去下跌下颌不仅不堪不妨不屑不懈不是不祥与否丑陋专门世界东吴东莞东西丝绸丞相丢掉两侧
        严峻严格丫鬟中国中央中旬丰富临床为啥主要乃是之后乌桕乖乖乘机乙烯乙醇九年乞丐也罢习惯书籍乱砍乳腺乾坤了解争吵二氯亏损云雾五月亚洲交叉交换亦可享受亲戚人民亿元什么仆人仇恨今天介绍仍旧仓库仔细仕途仙桃代替代表仪器仲裁价值任务
        仿佛企业伊朗伊犁休闲优势优秀伙伴会晤伞兵传播传统伦敦伪装估计伺候似的但是住宅何处你们佳肴使劲使用侄儿例如侗族供奉依赖依靠侠义侥幸侦察侨眷侮辱侵略侵蚀俄国俘虏保佑保护信息俨然修缮修葺俯身俱全俺们倏地倒塌倒霉倔强倘若倭寇债务
        倾斜偌大偏僻停止停滞健康偶尔偷袭傀儡傍晚傣族储存催促傻子僧侣僵尸儒家兀自允许兄弟充沛先锋光绪光缆光芒光谱兑换兔子八卦八戒公司公孙公寓公爵公顷六角共同关系关键兴趣兵刃其他具体兼备内容内涵内讧内阁再次冒险军事军阀农村冠军冤枉
        冬瓜冰箱冲突决定冷静冻结凄凉准备凌晨减少凑巧凝聚几乎凡是凭借凳子凶猛凸出出嫁函数分割分娩分析分歧分泌分辨刑部列席刚才创造初步初衷删除判断利益别墅制度刺激前夕前辈剥削剩余剪刀劝说办法功臣努力勇敢勉强勋章勘探募捐勾结包括包袱
        包裹匆匆匈奴匕首化妆北京北纬北魏匣子区域医疗匾额十堰千斤半晌华夏卑鄙卓著单位南岳南漳占领卡车卤鸡卧室印刷印尼危机即将却是卵巢历史厉害厕所厘米原则厢房厦门厨房厮杀县府参加又称双手双腿反对反映反馈反驳发展发愁发酵叔惠叙述叛徒
        另外叩头只顾叫做叫嚷叮嘱可以台湾号召叹息吃饭各种吆喝吉利吊舱名曰后勤后悔后裔吐蕃吓唬君主吞噬吩咐含义听从吭声启动吸引呆子呈现告诫呐喊呕吐呜咽周刊呻吟呼吁呼啸命令咀嚼和谐咖啡咚咚咨询咬牙咱俩咳嗽咸宁咽喉哆嗦哇哇哈哈哎呀哪里
        哭泣哮喘哲学哼哼哽咽唆使唤起唧唧唯一唾沫商丘商品商贾啊哟啤酒喀什喃喃喇叭喇嘛喉咙喜欢喧哗喧嚣喷出喽罗嗅觉嗓子嗡嗡嘀咕嘈杂嘉靖嘲讽嘴唇嘶哑嘿嘿器皿噪声四川四肢回扣回答回鹘因此因素困难围剿图片圆柱圈子土匪土壤圪节地壳地方地毯
        地雷均匀坐标坑道坚硬坟墓坦克垂直垃圾垄断垛口埃及埋伏城垣城邦城郊培养基础堕落堡垒堤垸堵塞塑料填报墙壁增长墨镜士兵壮丽声音外甥夜晚大家大殿大祸大肆大阪大鲵天棚天竺天鹅太庙失败头晕头盔头陀头顶头颅夷陵夸张夹杂奇怪奋斗奏疏契丹
        奔腾奔赴奔驰奠定奢侈奥运女儿女婿女郎奴婢奴隶奸贼她们好歹如果妄图妇孺妈妈妊娠妓女妖精妥协妻子姊妹姐姐姑娘姓氏委员委婉委屈姿态威慑威胁娃娃娱乐娴熟婊子婚姻婴儿婶子媒体媚外媳妇嫂子嫉妒嫌疑嫔妃嫘祖字母孝感孢子季节孤立学苑学院
        孩子孵化它们宇宙安徽安慰安排宋代完全完善宏伟宗旨官僚官吏宛如宜昌实践实际宠爱审议客户宣布宦官宪法宫灯宰相宴会家庭宽恕宽阔宾馆宿舍寂寞寄托密切富裕寒冷寝宫寡头对峙寺院寻找寻觅导致寿命封闭尊敬小麦尖椒尖锐尚书尝试尤其就让尴尬
        尺寸尾鳍屁股屏幕屠杀屡次履行屯田山坡山寨山脉山麓岂能岗哨岛屿岩浆岭子峨嵋崎岖崛起崩溃崭新嵩山巍峨巡抚工作工匠工厂左右巧妙巩固巫山差异已经巴黎市场帆船希望希腊帐篷帖子帘子帮助帷幕帽子干净干吗干旱干燥干脆干贝平衡年龄并未幸福
        幻想幼稚幽默广泛庄稼庆典庆祝庆贺庇护庐山应该庞大废墟废除庵堂庶民庸俗廉价延伸建设开凿开垦开始开拓开辟弄清弊端弓箭弥补弧形弯腰弹劾强悍强烈归属彝族形式彩虹影响彻底彼此往返很快徐州得到徘徊循环徭役微笑德国心里必须忌惮忌讳忍耐
        志愿忘记忙碌忠诚忽然怀孕怀疑怎么怜悯思想怠慢怡悦急忙怦怦总额恋爱恍惚恐怕恐怖恒星恢复恩施恭敬恰好恶劣悄悄悠久患者悬崖悬挂悲哀悲惨悼念情况惊惶惊讶惋惜惟一惦记惩罚惬意惭愧愉快意杨意见愕然愚蠢感觉愣住愤怒慈悲慌忙慷慨憎恨憔悴
        懂得懒得戎装戏剧成为成绩我们战争房屋所谓扁平扇子手帕手腕扑通打仗打倒打扮扔下执行扩散扫荡扭转扶贫批评承担承诺技术抉择抑或抒情抓住投掷投票抗敌抚摸抛弃抢劫报告报纸抨击披甲抬头抱怨抵押抵触抽屉抽搐拂尘担忧拆除拇指拈阄拉开拍摄
        拐杖拒绝拔剑拖欠拚命招聘拜谢拥挤拦截拨款拯救拱手拳脚拼搏拾荒指挥按照挑衅挖掘挣扎挨着挪威挫折振臂挺进挽救捍卫捕捉捕捞损伤捣乱掀起掌握掌柜掏出排斥掠夺探索控制推崇推荐掩饰措施描述提倡提出插入揭示搀扶搅拌搜狐搜狗搞笑搬运搭配
        携带摆脱摇晃摊开摔倒摘要摧毁摩擦撇开撒谎撕下撤退撬棍撰写擅长操纵擒拿攀升支付支持支援支撑收入收敛攸县改革攻击放弃政治政策故乡效率敏捷教授教育教诲敞开数量敲门敷衍文化斑竹斟酌斩首新疆新闻新颖旁边旅游旌旗旗帜无奈无耻无辜无锡
        无限既然日本早期时间旺盛昆仑昆虫明显昔日春秋昨天昼夜显赫晓得普遍晴雯晶莹暂时暴雨曙光曝光曲折更迭曼谷曾经最高朋友服侍朝廷朦胧朴实机构机械机翼杀戮杉木材料束缚杠杆条件杭州杰出松弛板块板栗极端枕头枢纽某些柑橘柔软柴油栏杆树木
        栖息校园核心根据栽培桃花框架桌椅档案桥墩桥梁梦鸽梳理检查棉纱棋盘棍棒棕色棘手森林棱形棺椁植株椭圆椰子楠木楷书楼梯概念榜眼榨菜槐树模拟横贯樱桃橡胶欣赏欧洲欲望欺诈欺骗歇息歌颂步伐步枪步骤武汉死亡死囚歼灭殆尽残酷殡葬毅然每年
        每逢毒蛇比喻比较毕竟毗邻毙命毫米气候气囊气氛氧吧氨基水平水泵永远汗水汛期江南江豚池塘污染汲取汶川汹涌汽车沈阳沉浸沉淀沉默沐浴沙漠沟渠没有沦为沧海沮丧河流河畔河蟹沸点油桐油田沼泽沿岸泄漏法律泡沫波斯泥鳅注册泰国洋溢洋芋洗澡
        洛阳洞穴津贴洪涝活动活泼洼地派遣流氓流淌流芳浅层浇注浏览浑身浓厚浙江浠水浦东浪漫浮雕海滨海滩消耗消费涉及涡轮涨幅淋巴淘汰淙淙淡水淤泥淮南深刻深圳混乱混沌混淆淹没添加清晰清楚清澈清炖渊源渔业渗透渤海温暖渲染渴望游泳湖泊湿润
        溃疡溶剂滋味滑稽滚滚满足滥用漂亮漆黑演变演唱演绎漕运潇洒潇湘潜艇潮汐潼关澄清澳门激昂濒临瀑布灌溉火炬火焰火箭灰色灵柩灵魂灶台灾难灿烂炎热炒菜炫耀炮塔炮弹点滴点缀烘烤烦恼烧饼热带热忱热闹烹饪焉耆焊接焚烧焦躁煤炭煽动熄灭熔铸
        熟悉熠熠燃烧燕京爆炸爬行父亲爸爸爹爹爽口牌坊牙齿牛奶牡丹牢牢物质牵扯特别特殊特赦牺牲犯罪状态犹豫狐狸狠狠狡猾狩猎独立狭窄狼狈猖獗猜测猪肉猴子玉器王室玩耍玫瑰环境现在玲珑玻璃珊瑚珍稀珞狮珠宝球迷理智理睬琉璃琢磨琵琶瑞士瑶族
        瓦罐瓶颈甘泉甘肃甚至甜蜜生产生涯由于甲醚申请电视男性畅达畏惧畜牧畜禽畲族畸形疙瘩疫苗疯狂疲倦疲劳疲惫疼痛疾病痉挛痊愈痕迹痛苦瘫痪癌症登陆百科皇帝皈依皮肤皮鞋盆地盈盈监狱监督盒子盗版盗窃目前目睹盯住盲目直接相互相当盼望省级
        眉毛看到真正眼泪眼眶眼睛睡眠瞄准瞎子瞧瞧瞩目瞬间瞻仰矗立矛盾知道矮子石膏石首矿冶码头砂土研究砖头破坏破绽硅谷硕士硝烟硫酸确诊碑亭碰撞碾子磁场磋商磕头磷矿礼貌社会社稷祈祷神圣神韵祠堂祭祀禀报禁忌禅杖私营秒钟秘诀秘鲁租赁秦腔
        秩序秭归积蓄程序稍微稠密稳定稻谷稿子穷人穿戴突厥窑洞窒息窗口窟窿竖起竞赛竣工竭力竹溪笔架符合第二笼罩等待筛选筵席筷子筹备签订简洁管理管辖篮球簇拥类型粉碎粗糙粘膜粪便粮食粳稻粽子精湛精神糊涂糍粑糟糕糯米紊乱紧张紫色累计繁殖
        繁琐繁荣纠纷红色红薯纤维纪录纯碱纯粹纲领纺织纽约组织绅士细胞细腻细菌终于经济结束绘画给予绚丽统帅继续绰号绵羊综合绿萼缅甸缓慢缔结编纂编辑缝隙缠绕缩短缰绳缴纳缺乏网络罕见罗马羁縻羌族美丽羞愧羟基羡慕群众羽毛翅膀翌年翡翠翰林
        翻译老婆老师老挝老爷老鼠考虑而且耕地耳朵耸立耽搁聊天职权联合联盟联苯联谊聪明肃穆肋骨肌肉肖像肛门肝脏股份肥沃肥皂肩膀肮脏肯定肺癌肾脏肿瘤胃肠胆怯背景背诵胖子胚胎胜利胡乱胭脂胳膊胸口胸脯胸膛能力能够脂肪脊髓脏腑脑袋脖子脸颊
        脾气腐朽腹泻膀胱膝盖膨胀自己舅舅舆论舌头舒适舞蹈舟曲航班航空舰载舵主船舶良好艰巨色酚艺术芙蓉芜湖芝麻芦苇芬兰芭蕾芯片花卉花瓣苍蝇苏联苛刻若干英雄苹果茂密范围茄汁茅屋茫然茯苓茶叶荆州草丛草坪草案荒谬荔枝荧光药膳荷兰莫非莲蓬
        获奖莼菜菊花菏泽菩萨菱花萌芽萎缩萝卜萤石萧条著名葡萄董事葫芦葵花蒙古蒸馏蒽醌蓝色蓦地蔓延蔗糖蔬菜蕲春蕴藏薄弱薪酬藻井蘑菇虔诚虚假虽然虾子蚂蚁蚊子蚕豆蚯蚓蜈蚣蜘蛛蜜枣蜜蜂蜡烛蜿蜒蝌蚪蝙蝠蝴蝶融洽螺旋蟠龙蠕动血液血腥行李行辕
        衔接街道衙署衣服衣裳衣襟补充表彰衬衫衰落袈裟袜子被窝被迫裂纹装卸装置裙子裤子裸露褐色褶皱襄樊襄阳西晋覆盖观察规模规矩解剖解释誓死警惕譬如计划认识讨厌讨论训练记忆记者讲座许多论坛访谈证券诅咒诉讼词汇诏书试卷试验诗歌诚恳诞辰
        诡异详尽诧异诬陷语言诱惑说话诸般课堂谁知调整谣言谦虚谨慎谴责豆腐豌豆象征豪华豹子贞观负责贡献财产贤良账户货币贩卖贪婪贬值购买贮藏贱人贵族贷款贸易贿赂资源赋税赌博赏赐赔偿赚钱赞扬赠送赢得赤壁走向走廊起来趁机超越趋势趴在距离
        跟踪跨度跪下跳槽跻身踉跄踊跃踌躇踏上蹂躏蹊跷蹲下身边躬身躯体躲避车辆轨道转移轮廓轮番轰炸轴瓦轻松轻蔑轿子辅佐辉煌辐射辗转辛苦辞职辣味辩论辫子边缘边陲辽东迁徙迁都迂回迄今迅速过渡过滤迈进迎娶运输还有这样进行远眺违反连锁迟钝
        追溯追赶逃跑逆转选举逍遥透露逐渐递增途径逗留通宵通衢通讯通过逝世造诣逮捕逻辑逼近遏制道歉遗址遗憾遭遇遮住遵守避免避暑邀请那些那末邪恶邮政邯郸邻居郁闷郑州郡主郢州郧阳部分鄂皖酋长配套酒店酝酿醒悟醴陵采取重叠重檐重点野兽野蛮
        金箔金融鉴定针灸钓鱼钞票钢琴钢筋钥匙钦佩钻进铁戟铁路铁钉铃声铅笔铭文银鱼铺筑链接销售锅炉错误锣鼓锦州锻炼镇压镖局镶嵌门扉门槛闪烁问题闯进闲暇间谍闺女阅读阉党阐述队伍防御阴茎阴谋阵线阶段阻挠阻挡阿哥附近陌生降低陕西陛下陡峭
        陨石陪同陵墓陶瓷陷阱隆重隋唐随着隐瞒隐蔽隐藏隔离障碍隧道雁湖雄蕊雅虎集团雇佣雌雄雪白零售需求震撼霎时霸权霹雳青岛青睐青葱青蛙青铜非常面积鞑靼鞭子韩国项目顺便顽童颁布预算领导领袖颇具频率颗粒颜色颠倒颤抖风筝风险飞翔飞跃食盐
        餐厅饥饿饮誉饱和饲养饴糖饺子馒头香港香蕉马蹄驯鹿驱逐驴子驸马驻地驾驶驿站骂人骄傲骆驼骇然骑兵骚扰骡子骨骼骰子高亢高粱魁梧魅力魔鬼鱼肚鱿鱼鲇鱼鲜卑鲜嫩鲜艳鲟鱼鲤鱼鲥鱼鲨鱼鲶鱼鳇鱼鳊鱼鳜鱼鸟瞰鸡汤鸡蛋鸣叫鸦片鸭子鸱吻鸳鸯鹤峰
        鹧鸪麋鹿麻烦麻痹麻雀麾下黄冈黄昏黄陂黄骅黄鳝黑暗黯然鼎立鼓励鼓吹鼻孔鼻涕龙袍
        """

    static let english = """
        0abilities6y2le2out3ve2sence3olute8ly2use1cademic2cept6able6ed6ing6s4ss6ible3ident8alAly3ord6ed6ing9ly6s4unt7s
        3uracy6te2hieve7d7s6ing2quire7d7s6ing2ross2ted3ing4on6s4ve5ities7y3s3ual6ly1dded3ing4tion8al3ress7ed8s7ing3s2e
        quate2just2ministration4t5s5ted8ly6ing2opt5ed5ing5s2vance7d7s6ing5tage9s3ertise9d9s8ing3ice4se6d6s5ing1ffair6s
        3ect6ed6ing6s3ord2raid2ter5noon5wards1gain5st2ency3s2ree5d5ing5ment5s1head1imed3ing3s1larm2bum2gorithm9s2ias3v
        e2low5ed5ing5s2most2one4g2ready2so2ter5ed5ing5nate8iveBlyBs5s3hough3ogether2ways1mbiguous2ount6s2use5d5s4ing1n
        alogue4ysis2cient2gle3ry2imal2nounce8ment4y5ed5ing5s3ual2onymous3ther2swer6ed6ing6s2ybody3one3place3thing3way4
        here1part2ologies6y2parent8ly3eal5r6ance6ed6ing6s3le4icationBs5ed6s4y5ing3reciateAdAs9ing4oach5priate5val6e7d7
        s6ing1rbitrary2ea4s2gue5d5s4ing4ment8s2ise5s3thmetic2my2ound2range7d7mentBs7s6ing3ive6d6s5ing2ticle7s4ficial4s
        t1side2ked3ing3s2leep2pect6s2sembler7y3istant3ociate9d9s8ing9on3ume6d6s5ing5ption4re6d6s5ing1tmosphere2tach6ed
        6ing5k3empt7ed7ing7s4nd6ed6ing6s5tion3itude3ract7ive1udience2thor6ities8y6s3omatic9ally5obile3umn1vailable2era
        ge2oid5ed5ing5s1wake3rd4e3y2ful2kward0back4ed4ground4ing4s2dly2lance3l2nd3k2rs2se4d4s3ic5ally4ng4s2ttery1ear4i
        ng4s3utiful2came4use3ome6s5ing2en2fore6hand2gan3in5ning5s3un2half4ve3ind2ing2lieve7d7s6ing3ong6s4w2nefit7s2sid
        es3t2ts3ter4ing3ween2yond1idding3s2gger5st2ll2nary3d4ing4s2ology2te4s3ing3s3ten2zarre1lack3me3nk2ock3w2ue1oard
        5s3t2dies3y2ok4s3t2re3ne3row6ed6ing6s2th4er6ed6ing6s3tle4om2ught3nd2xes1racket7s3nch6es4d2each4k5ing5s2idge3ef
        5ly3ght3ng5ing5s2oadcast9ing9s3ke5n3ther3ught3wn1ucket2dget2ffer2gs2ild5ing8s5s4t2lk3letin2ried5s3y4ing2siness
        3y2tton2ying3s1yte4s0calculate8ionBs3l4ed4ing4s2me3paign2ndidate3not2pable4city3ital3tain2rd4board4s3e4ful7ly4
        s3ried6s4y5ing2se4s3sette2tch5es5ing3egories7y2ught3se5d5s4ing1ease2ll2nt4ral4ury2rtain7ly1hain4r5man3nce6s4ge
        6d6s5ing4nel7s3os3pter3r4acter9s4ge6d6s5ing4s2eap5er6st3ck5ed5ing5s3mical2ild5ren3p4s2oice3ose6s5ing3se5n2urch
        1ircle4uit5lation5mstanceCs2tizen3y1laim5ed5ing5s3rify3ss5es2ean4r5ed6r6st5ing5ly5s3ver2ock3se5d5ly5r5s6t4ing2
        ub3e1ode4d4s3ing2ffee2ld3lapse4ect7ed7ing8on7s5ge7s3umn2mbinationBs6e7d7s6ing3e4s3ing3mand7s4ent7ed7ing7s5rcia
        l4ission5tment6tee4on6ly4unicateAionDs7ty3pany5rable7tively6e7d7s6ing7son5tibility8le4etition4iler4lain8ed8ing
        8s8t9s5ete8d8ly8s7ing6x7ity5icateAdAs9ing4onent9s5se7d7s6ing7tion4rehensive5omise4ulsory5te7d7r8s7s6ing2ncept5
        rn7ed7ing7s4lusion4rete3dition9s3ference4ident5rm7ed7ing7s4use7d7s6ing7on3nect7ed7ing8onAs7s3sequenceBs9tly4id
        er8ableBy9tion8ed8ing8s5st7ency9t7s4tant5raintAs6uct4umption3tact5in7ed7ing7s4ent7s5xt4inually8tion7e8d8s7ing7
        ousAly4ract6ry6st5ibute9ionCs5ol7led8ing7s3venient6tionAalAs5rsation6t4ince8d8s7ing2pe3ied5s3y4ing2re3ner6s3re
        ct7ed7ing8on7ly7s4upt7ed7ing7s2st4ing4s2uld3ncil4t5ed6r5ing5ry5s5y3ple3rse6s4t2ver5ed5ing5s1rash5ed6s5ing3zy2e
        ate6d6s5ing6on5ure3dit2isis4p5s3tical6ism2oss1ulture2mming3s2re3ious3rent7ly3sor2stomer2ts3ting1ycle5s0daily2m
        age6d6s5ing2nger6ous2re3k2ta4base3e4d4s3ing3um2ys1ead3l4ing4s4t3r3th2bate2cade3ent3ide6d6s5ing4sion8s3lare7d7s
        6ing3rease2dicate8d8s7ing3uce2em4ed4ing4s3p4ly2fault3ine6d6s5ing6te8ly7ionAs8ve2gree6s2lay3ete6d6s5ing3iberate
        Aly4ver7ed7ing7s7y2mand6s3ocratic4nstrateAion2partment3end6ed6ing6s3th2rive6d6s5ing2scribe8d8s7ing6ptionBs3ign
        6ed6ing6s4rable5e6d6s5ing3k3perate4ite3troy7ed7ing7s2tail6ed6ing6s3ect6ed6ing6s4rmine9d9s8ing2velop7ed7ing7men
        t7s3ice6s3ote6d6s5ing1ictionary2ed3s2ffer6enceAs8t9ly4icult9ies9y2git5al5s2nner2rect6ed6ing7on9s6ly6or8y6s3ty2
        sadvantage4gree4ppear9ed9ing9s4ster3c4ipline4ount6rageAdAs9ing5ver8ed8ing8s4s4uss7ed8s7ing8onAs3k3like3play7ed
        7ing7s3tance6t4inct8ion8ly6guish4ributeAdAs9ingAon6ct4urb7ed7ing7s2tto2vide6d6s5ing4sion1ocument8ation8ed8ing8
        s2es2ing2llar2main2ne2or4s2uble4t5ful2wn2zen5s1rastic3w4ing4n4s2eam3w2ink3ve5n5r6s5s4ing2op4ped5ing4s3ve1ubiou
        s2mb3p2ring2ty1ying0each2rlier6st4y3th2se3ier5st4ly3t3y2ten3ing3s1conomic6y1dge2it4ed4ing5on4or6s4s2ucation9al
        1ffect6ive9ly6s3icient3ort6s1ight2ther1lect5ed5ing6on5ric6onicAs5s3ment7s3vator2se4where1mbarrass9edAs9ing2erg
        ency2phasis3loyee3ty1nable6s2counter9ed9ing9s5rage9d9s8ing2ded3ing3s2emy2gineer8ed8ing8s2joy2ormous3ugh2sure6d
        6s5ing2ter5ed5ing5s3ire6ly4tle7d7s6ing5y3rance4ies4y2vironment1qual5ly3ipment4valent1raser2ror5s1scape2peciall
        y2sential9ly2tablish9edAs9ing9ment3imate1ven4ed4ing7s4s4t5s5ually3r4y5body5one5thing5where2idence1xact5ly3mine
        7d7s6ing4ple7s2cellent4pt6ion9s4ss6ive3hange3lude7d7s6ing5sive3use2ecute7d7s6ing3rcise2ist5ed6nce5ing5s2pand6e
        d6ing6s5sion3ect6ed6ing6s4nse6ive4rienceAdAs9ing6mentAalAs5t6s3lain7ed7ing7s5nation4icit3ress7ed8s7ing8on2tend
        6ed6ing6s5sion7ve5t4rnal3ra5ct4eme7ly1yes0face3ilities7y3t4or6s4s2il4ed4ing4s4ure3r4ly3th2ll4en4ing4s3se2milia
        r5y3ous2ncy2rm3ther6st2shion3t4er5st2tal3e3her2ult5s1ear3sible3ture7s2deral2ed4back4ing4s3l4ing4s3t2ll3t2wer4s
        t1ield5s2ght3ure6s2le4d4s3ing3l4ed4ing4s3m2nal5ly4ncial3d4ing4s3e3ger6s3ish6ed7s6ing4te2re3m4ly3st5ly2scal3h4e
        s2ts3ted4ing2ve2xed4s3ing1lag3sh5ed6s5ing3t2ew3xible2ied4s3ght2oat5ed5ing5s3or3w4n2ying1olk4s3low6ed6ing6s2od3
        t2rce5d5s4ing3eign4ver3get6s6ting4ot6ten3m4al5t4ed5r4ing4s3th5coming4unately6e3ward2und3r4th1raction3me2ee4dom
        4ly3nch3quent8ly3sh2iend6ly6s4s2om3nt1ull4y2nction8s3d4amentalBly4s3ny2rther6st2ture0gain4ed4ing4s2me4s2rbage3
        den2soline2ther2ve1eneral7ly6te8d8s7ing8on3uine2ts3ting1irl2ve4n4s3ing1lad3ss2obal1oes2ing2ne2od4s2tten2vernme
        nt6or1radually6te3nd5s4t5ed5ing5s3ph5ic7s3teful3ve2eat5er6st5ly3en3w2ind5ing5s2oss5es3und6s4p5s3w4ing4n4s4th1u
        arantee9d9ing9s4d2ess5ed6s5ing2ide0habit5s2ck2ir2lf3l2nd4ed4ing4le6d6s5ing4s4y3g4ed4ing4s2ppen6ed6ing6s4ily4y2
        rd4er5st4ly4ware3m4ful4less2te2ve3ing1ead4ed5r4ing4s3lth6y3r4d4ing4s4t3t3vily4y2ld3l4o3p4ed4ful4ing4s2nce2re4b
        y3self1idden3e4s3ing2gh4er5st4ly2ll2mself2nt4s2storical6y2ts3ting1old4ing4s3e4s3iday7s2me2nest2pe4d4fully4s3in
        g2rrible3se5s2spital3t2tel2ur4s3se2wever1uge2man2ndred7s3g3t2rry2sband0idea4l4s3ntical6fy6ty1gnore6d6s5ing1lle
        gal1mage5s4ination6e2mediate9ly2pact3lement9ed9ing9s4icationBs5ed6s4y5ing3ortance8t9ly4se6d6s5ing5sible3ressio
        n4ove7d7mentBs7s6ing1nability3dequate2ch4es3ident8ally3line7d7s6ing4ude7d7s6ing3ome5patible6lete4nsistent5veni
        ence4rrect3rease8d8s7ing2deed4pendentBly4x3icate8s7ion4vidualAlyAs3ustrial7y2evitably2ferior3inite3luence3o4rm
        6ation6ed6ing6s2itial7ly7s2ner3ocent2put5s5ted6ing2sert6ed6ing6s3ide4st6ed6ing6s3tall7ed7ing7s5nce6t7ly4ead4it
        utionBs4ructionBs3urance2teger7s5ral4lligenceAt4nd6ed6ing6s5tion4ract5est8ed8ing8s5face5nal7tional5pret9ation9
        ed9ing9s5val8s6ention3o3roduce9d9s8ing8tion2valid4riably3ent6ed6ing6s4stigate3isible4tation5e6d6s5ing3olve7d7s
        6ing1rrelevant3itate8d8s7ing1solate7d7s6ing2sue5d5s4ing1tem4s2self0jobs2in4ed4ing4s4t2ke1udge2mp4s2nk2st4ifica
        tion7ed8s6y7ing0keen3p4ing4s2pt2yboard3s1ill4ed4ing4s2nd4ly4s3g1new2ock5ed5ing5s3w4ing4ledge4n4s0label5s3orato
        ry2ck4ed4ing4s2dies3y2in2nd4ed4ing4s3guage8s2rge5ly5r5st2st4s2te4r4st3ter2ws2yout2zy1each3d4ed5r4ing4s3f3rn5in
        g5s3st3ve5d5s4ing2cture7s2ft2gal5ly3s2nd3gth2ss4er4on6s2ts3ter6s4ing2vel5s1iable2braries6y2ed3s2fe4time3t2ght5
        s2ke4d4ly4s4wise3ing2mit5ed5ing5s2ne4ar4s3k4ed4ing4s2st4ed5n4ing4s2terally6ture3tle2ve4d4s3ing1oad4ed4ing4s3n2
        cal4tion8s3k4ed4ing4s2gged4ing3ic5al3s2ng4er5st2ok4ed4ing4s3p3se2rries4y2se4s3ing3s3t2ts2udly2ve2wer4st1uck4y2
        nch1ying0machine7s2de2gic3netic4itude2il3n4ly4tain8ed8ing8s2jor5ity2ke4s3ing2nage6d6r6s5ing3ipulation3ner3ual6
        s3y2rch3k4ed5t4ing4s3riage4y2ss4ive3ter2tch5es3erial8s3hematicalAs3ter6s2ximum2ybe1ean4ing7ful7less7s4s4t3sure
        7d7s6ing2chanic8s7sm2dia4cal4um6s2et4ing7s4s2mber6s7hip3ory2ntion7ed7ing7s2re4ly3it5s2ss4age7s4y2tal3hod6s1idd
        le3night2ght2le4s3itary3lion7s2nd4ed4ing4s3e3imal5um3or5ity3ute6s2slead7ing7s5d3s4ed5s4ing3take7n7s6ing4ook3un
        derstandDingDsAood4se2xed4s3ing1ode4l5s4rn3ified7s5y6ing2ment2ney3itor3th5s2ral3e3ning7s2st4ly2ther3ion2uth2ve
        4d4ment8s4s3ie4ng1uch2ltiple2sic3t1yself3terious0naive2me4d4ly4s3ing2sty2tion6al3ural7ly5e2ughty1ear4by4er5st4
        ly2cessarily8y6ity3k2ed4ed4ing4s2gative2ither2rvous2twork7s2ver5theless2ws2xt1ice4r4st2ght2ne1obody2ise4y2ne3s
        ense2rmal6ly3th2te4d4s3hing3ice6d6s5ing4fy4ng2vel2wadays3here1umb4er6s5st3erical5ous0obey2ject6ed6ing7on9s6s2s
        cure3ervation6e7d7s6ing2tain6ed6ing6s2vious7ly1ccasion8alAly8s3upied7s5y6ing4r5red6ing5s1dds1ffer5ed5ing5s3ice
        6r6s5ial2ten1lder4st1mit4s4ted5ing1nce2es2ly2to1pen4ed4ing4s3rate7d7s6ing7on9s6or8s2inion7s2portunitiesAy4se6d
        6s5ing6te7ion2tion6al6s1rder5ed5ing5s3inary2igin6al8ly1ther5s5wise1ught2rs4elves2ter3put3side1ver4all1wed3s2in
        g2ner5s0pack4age7s4et2ge4s2id3n4ful3r4s2per5s2ragraph4llel3ent3k3t4ial7ly5cularAly5es4ly4s4y2ss4ed5s4ing3t2tch
        3h3ient3tern7s2use2yed3ing3s1eace3k2culiar2ople2rfect7ly4orm7ance7ed7ing7s3haps3iod3manent9ly4ission5t6s6ted7i
        ng3son6al8ly6s4uade8d8s7ing2trol1hase2enomenon2ilosophy2one2rase6s2ysical1ick4ed4ing4s3ture7s2ece5s2le2nt2pe1l
        ace5d5s4ing3in3n4e5t4ned5ing4s4t3stic3y4ed4ing4s2ea4sant5e6d6s5ing3nty2ot4s2ug3s1ocket2em3t2int5ed5ing5less5s2
        lice5ies5y4tical3l2ol3r2pular6tion2rt2sition8s6ve3sibilitiesAy6le7y3t4ed4ing4master4s2tential9ly2und5s2wer5ful
        5s1ractical9ly7e2ecise7ly3fer6able9y6ence6red7ing6s3paration6e7d7s6ing3sence6t7ed7ing7s5rve4ident4s5ed6s5ing5u
        re4umably6e3tty3vent7ed7ing7s4ious8ly2ice5s3mary4e4itive3nciple9s4t5ed6r7s5ing5out5s3or3vate2obably4lem7s3cedu
        re5ss7ed8s7ing7or9s3duce7d7s6ing6t7ion7s3fessional3gram7med9rAs8ing7s5ess3ject7s3mise7d7s6ing4pt6ly3ne3of3per6
        ly6ties7y4ortion5sal6e7d7s6ing3spect3tect7ed7ing8on7s5st3ve5d5s4ide7d7s6ing5ng1ublic6ation6ity6ly5sh7ed8s7ing2
        ll4ed4ing4s2nctuation6re2rchase3e4ly3pose7s2sh4ed5s4ing2ts3t4ed4ing4s0qualified8s6y7ing5ty3ntities7y3rter2esti
        on8s3ue2ick5er6st5ly3et5ly3t4e4s4ting2ote5d5s4ing0race2dio2in3se5d5s4ing2ndom6ly3ge2pid5ly2re4ly2te4s3her1each
        5ed6s5ing4t5ion3d4able4er6s4ily5ng4s4y3l4ity4ly3son6able9y6s2call3eive7d7s6ing4nt6ly4ption3ognition4mmend9atio
        n9ed9ing9s4rd6ed6ing6s4ver7ed7ing7s2duce6d6s5ing5tion4ndant2fer5ence9s5red6ing5s3lect7ed7ing8on7s3use6d6s5ing2
        gard6ed6ing6less6s3ion4ster8ed8ing8s3ret3ular7ly6tionAs2ject6ed6ing6s2late6d6s5ing6on8ship6ve8ly3ease7d7s6ing4
        vance7t3iable4gion7us3uctant3y2main6ed6ing6s4rk6s3ember8ed8ing8s3ind6ed6ing6s3ote6ly4val5e6d6s5ing2pair3eat6ed
        8ly6ing6s3lace7d7ment7s6ing4ied6s4y5ing3ort6ed6ing6s3resent9ationCve9ed9ing9s4oduce2quest7ed7ing7s4ire7d7mentB
        s7s6ing2search4rve7d7s6ing3ident3olution4rt4urce8s3pect7ively7s4ond6se8s7ibility9le3t4art4ore7d7s6ing4rict8ed8
        ing8s3ult6ed6ing6s2tain3urn6ed6ing6s2veal6ed6ing6s4rse3iew2write1idding3e3iculous3s2ght5s2ng2se3k2ver1oad2le3l
        2om4s3t2ugh5ly3nd3te4ine1ubber4ish2le4s2nning3s2sh0sadly2fe4ly4r4st4ty2id3nt2ke2le4s2me3ple2tisfied8s6y7ing2ve
        4d4s3ing2ying3s1cale3n2ene2heme3ool6s2ience7s5tific2ore5s2rap4tch3een6s3ipt1earch6ed7s6ing3son2cond6ary6ly6s3r
        et6ary3tion7s3ure5ity2eing3k4ing4s3m4ed4ing4s3n3s2lect6ed6ing7on6s3f3l4ing4s2minar2nd4ing4s3ior3se4ible7y5tive
        3t4ence8s2parate8ly2quence8s2rial4es4ous7ly3ve5d5r5s4ice7s5ng2ssion7s2ts3ting4le6d6s5ing2ven4ral5e6ly1hall3me3
        pe3re5d5s4ing4p2eet3lf4l2ift3p2oot3p4ped5ing4s3rt5age5er6st5ly3uld3w4ed4ing4n4s2ut4s4ting1ide4s2ght3n4al6s4ed4
        ificanceAtBly5ng4s2lly2milar7ly3ple6r6st5y3ultaneousCly2nce5rely3gle2te4s3s3ting3uation9s2ze4s1kill5s1leep2igh
        t6ly3p2ow4er5st4ly1mall5er6st2ile2ooth1ocial4ety2ft4ware2ld3ely3id3ution8s3ve5d5s4ing2me4body4how4one4place4th
        ing5ime8s4what6ere2on4er5st2phisticateCdCsBing2rry3t4ed4ing4s2ught3nd5ed5ing5s3rce6s3th5ern1pace5s3re2eak5er7s
        5ing5s3cial7ly5fic8ally7ed8s6y7ing3ech4d3ll5ing5s3nd5ing5s4t2irit3te2lit5s5ting2oke5n3t4s4ted5ing2read6ing6s3i
        ng1quare1table3ff3ge5s3nd5ard8s5ing5s3rt5ed5ing5s3te5d5ment9s5s4ing5on7s5stic9al9s4us3y4ed4ing4s2eal3p2ick5ing
        5s3ll2ock3ne5s3od3p4ped5ing4s3rage4e5d5s4ing4y2raight8forward4nge4tegy3eam4et4ngth3ict6ly4ke6s5ing4ng6s3ong6ly
        3uck5ture9s2uck3dent7s4ied6s4y5ing3ff3pid2yle1ubject7s3mit6s6ted7ing3sequent5t4tantial5itute3tle2cceed5ss7fulA
        ly3h2dden6ly2ffer6ed6ing6s4ice6ientAly2gar3gest7ed7ing8onAs7s2it4able7y4ed4ing4s2mmary4er2perior5visor3plied7s
        5y6ing4ort7ed7ing7s5se7d8ly7s6ing2re4ly3face3prise8d8s7ing3vey4ive7d7s6ing2spect7ed7ing7s5nd7ed7ing7s4icion1wi
        tch6ed7s6ing1ymbol6s2ntax2stem6s0table5s2ke4n4s3ing2lk4ed4ing4s2nk4s2pe4s2rget2sk4s3te2ught1each5er6s5ing3m2ch
        nical6que9s5ology2dious2eth2lephone4vision3l4ing4s2mperature4orarily8y2nd4ency4s2rm4inal8s6ology4s3ribly2st4ed
        4ing4s2xt1han4k5s3t2eir3m4selves3n3oretical5y3re5by5fore3se3y2in4g5s4k5ing5s3rd3s2oroughly3se3ugh6t7s4sand8s2r
        eat4e4w3ough7out4w5ing5n5s2us1icket6s2ed3s2ght2ll2me4d4s3ing2tle5s1oday2gether2ken2ld2morrow2night2ok3th2pic5s
        2tal5ly2uch5ed6s5ing2ward6s3n1race4k5s3ditional3ffic3in5ed5ing5s3nsfer8red9ing8s5late9d9s8ing9on5port3p4ped5in
        g4s3sh3vel2eat5ed5ing5ment5s3e4s2ial3ck3ed4s3p3vial2ouble2uck5s3e3ly3nk3st5ed5ing5s3th2ying1une2rn4ed4ing4s1we
        lve3nty2ice1ying2pe4d4s3ical4ng0ugly1ltimate8ly1nable3cceptable3ware2certain3lear2der5graduateDs5neath5standAi
        ngAs7ood2fortunateBly2happy2iform3que3t4e4s3versal7ities9y2known2less3ike6ly4mited2necessarilyAy2pleasant2reas
        onable2suitable2til2usual2wanted1pdate6d6s5ing2on2per2set5s5ting2wards1sage2ed3ful3less3r4s3s2ing2ual5ly1tilit
        y2terly0vacation8s2gue5ly2lid5ity3uable4e5s2ns2riable8s5tion4ed5s5ty4ous3y4ing2st4ly1ector2rsion7s3y1ice2deo2e
        w4s2rtually5e2sible4on4t2tal1oice2lume2te4s0wait4ed4ing4s2lk4ed4ing4s3l4s2nt4ed4ing4s2rm3n4ed4ing4s2sh3te5d5s4
        ing2tch5ed6s5ing3er2ys1eapon3r4ing4s3ther2ek4end4s2ight3rd2lcome7d7s6ing3l2nt2re2st4ern1hat4ever4soever2eel5s3
        n4ever3re5as5by5ver3ther2ich3le4st3te2oever3le3m3se1ide4ly4r4spread5t2fe2ld3l4ed4ing4s2nd4ow6s3e3ning3s3ter2re
        2se3h4ed5s4ing2th4draw4in4out1oman3en2nder6ed6ful6ing6s2oden2rd4ed4ing4s3e3k4ed5r6s4ing4s3ld3n3ried6s4y5ing3se
        4t3th5while5y2uld1rite5r5s4ing4ten2ong3te0year4s2llow2sterday1oung3r4s5elf0zero
        """
}
