// SPDX-License-Identifier: BSD-3-Clause

/// A hardware handoff in the form of Vivado's, of the published LeNet-5 overlay's shape.
public struct TestHandoff {
  public var lengthWidth = "23"
  public var clock = "100.000000"
  public var dmaBase = "0x40400000"
  public var vendor = "xilinx.com:ip:axi_dma:7.1"

  public init() {}

  public var text: String {
    """
    <?xml version="1.0" encoding="UTF-8" standalone="no" ?>
    <!-- made in <code> --><EDKSYSTEM EDWVERSION="1.2" TIMESTAMP="Tue May 15 12:34:56 2018">
      <SYSTEMINFO ARCH="zynq" DEVICE="7z020" NAME="lenet" PACKAGE="clg400" SPEEDGRADE="-1"/>
      <MODULES>
        <MODULE COREREVISION="16" FULLNAME="/dma &amp; more" INSTANCE="engine" IPTYPE="PERIPHERAL"
            MODTYPE="axi_dma" VLNV="\(vendor)">
          <PARAMETERS>
            <PARAMETER NAME="C_INCLUDE_SG" VALUE="0"/>
            <PARAMETER NAME="c_sg_length_width" VALUE="\(lengthWidth)"/>
            <PARAMETER NAME="C_M_AXIS_MM2S_TDATA_WIDTH" VALUE="32"/>
            <PARAMETER NAME="C_S_AXIS_S2MM_TDATA_WIDTH" VALUE="64"/>
          </PARAMETERS>
          <BUSINTERFACES>
            <BUSINTERFACE NAME="S_AXI_LITE"><PARAMETERS>
              <PARAMETER NAME="C_SG_LENGTH_WIDTH" VALUE="9"/></PARAMETERS></BUSINTERFACE>
          </BUSINTERFACES>
          <MEMORYMAP>
            <MEMRANGE ADDRESSBLOCK="HP0_DDR_LOWOCM" BASEVALUE="0x00000000" HIGHVALUE="0x1FFFFFFF"
              INSTANCE="processing_system7_0" MEMTYPE="MEMORY"/>
          </MEMORYMAP>
        </MODULE>
        <MODULE INSTANCE="sender" VLNV="xilinx.com:ip:axi_dma:7.1"><PARAMETERS>
          <PARAMETER NAME="C_INCLUDE_S2MM" VALUE="0"/></PARAMETERS></MODULE>
        <MODULE INSTANCE="axis_switch_0" VLNV="xilinx.com:ip:axis_switch:1.1"/>
        <MODULE INSTANCE="fir" VLNV="xilinx.com:hls:fir:1.0"/>
        <MODULE INSTANCE="unreached" VLNV="xilinx.com:ip:axis_switch:1.1"/>
        <MODULE INSTANCE="processing_system7_0" VLNV="xilinx.com:ip:processing_system7:5.5">
          <PARAMETERS>
            <PARAMETER NAME="PCW_FPGA0_PERIPHERAL_FREQMHZ" VALUE="99"/>
            <PARAMETER NAME="PCW_ACT_FPGA0_PERIPHERAL_FREQMHZ" VALUE="\(clock)"/>
          </PARAMETERS>
          <MEMORYMAP>
            <MEMRANGE ADDRESSBLOCK="Reg" BASEVALUE="0x43C00000" HIGHVALUE="0x43C0FFFF"
              INSTANCE="axis_switch_0" MEMTYPE="REGISTER" SLAVEBUSINTERFACE="S_AXI_CTRL"/>
            <MEMRANGE BASEVALUE="0x43C10000" HIGHVALUE="0x43C1FFFF" INSTANCE="fir"/>
            <MEMRANGE BASEVALUE="0x40410000" HIGHVALUE="0x4041FFFF" INSTANCE='sender'/>
            <MEMRANGE ADDRESSBLOCK="Reg" BASEVALUE="\(dmaBase)" HIGHVALUE="0x4040FFFF"
              INSTANCE="engine" MEMTYPE="REGISTER" SLAVEBUSINTERFACE="S_AXI_LITE"/>
          </MEMORYMAP>
        </MODULE>
      </MODULES>
    </EDKSYSTEM>
    """
  }

  public var bytes: [UInt8] { Array(text.utf8) }
}
